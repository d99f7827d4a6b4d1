/**
 * The newest samples of some workers' rates over time, in flat typed arrays: nothing is allocated per sample, and
 * nothing of it is reactive.
 *
 * Index 0 is the oldest sample that is kept. A gap is a sample whose rates are NaN.
 */
export class RateRing {
  readonly workers: number
  readonly capacity: number
  readonly #times: Float64Array
  readonly #rates: Float64Array
  #next = 0
  #length = 0

  constructor(workers: number, capacity = 1200) {
    this.workers = workers
    this.capacity = capacity
    this.#times = new Float64Array(capacity)
    this.#rates = new Float64Array(capacity * workers)
  }

  get length(): number {
    return this.#length
  }

  /** @param rates operations a second, one for each worker */
  push(timeMillis: number, rates: ArrayLike<number>): void {
    this.#times[this.#next] = timeMillis
    for (let worker = 0; worker < this.workers; worker++) {
      this.#rates[this.#next * this.workers + worker] = rates[worker] ?? Number.NaN
    }
    this.#next = (this.#next + 1) % this.capacity
    if (this.#length < this.capacity) this.#length += 1
  }

  /** Ends the line here; the next sample begins another one. */
  gap(): void {
    if (this.#length === 0 || this.isGap(this.#length - 1)) return
    this.push(this.timeMillis(this.#length - 1), [])
  }

  isGap(index: number): boolean {
    return this.workers > 0 && Number.isNaN(this.rate(0, index))
  }

  timeMillis(index: number): number {
    return this.#times[this.#slot(index)] ?? Number.NaN
  }

  /** Operations a second; NaN in a gap. */
  rate(worker: number, index: number): number {
    return this.#rates[this.#slot(index) * this.workers + worker] ?? Number.NaN
  }

  /** All workers together; NaN in a gap. */
  total(index: number): number {
    let sum = 0
    for (let worker = 0; worker < this.workers; worker++) sum += this.rate(worker, index)
    return sum
  }

  /** The newest rate that was measured; NaN before there is one. */
  lastRate(worker: number): number {
    for (let index = this.#length - 1; index >= 0; index--) {
      const rate = this.rate(worker, index)
      if (!Number.isNaN(rate)) return rate
    }
    return Number.NaN
  }

  clear(): void {
    this.#next = 0
    this.#length = 0
  }

  #slot(index: number): number {
    return (this.#next - this.#length + index + this.capacity) % this.capacity
  }
}
