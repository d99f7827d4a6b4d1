import { WORKER_STATES, type WorkerState } from '../../contract/frames.ts'

/** Where several states share one pixel, the one that says most about the CPU wins. */
const WEIGHT: Readonly<Record<WorkerState, number>> = {
  runs: 6,
  blocked: 5,
  threw: 4,
  waits: 3,
  'at the start line': 2,
  finished: 1,
  parked: 0,
}

/** A pixel before anything was seen of the worker. */
export const UNSEEN = 255

/** What one worker was seen doing, newest last: times and states in flat arrays. */
export class StateRing {
  readonly #times: Float64Array
  readonly #states: Uint8Array
  #next = 0
  #length = 0

  constructor(capacity = 2048) {
    this.#times = new Float64Array(capacity)
    this.#states = new Uint8Array(capacity)
  }

  /** Index into WORKER_STATES of what was seen last; {@link UNSEEN} before. */
  get last(): number {
    return this.#length === 0 ? UNSEEN : (this.#states[this.#slot(this.#length - 1)] ?? UNSEEN)
  }

  /** From `timeMillis` on the worker is in `state`. What is older than the newest entry comes too late to be kept. */
  push(timeMillis: number, state: number): void {
    if (this.#length > 0 && timeMillis < (this.#times[this.#slot(this.#length - 1)] ?? 0)) return
    if (state === this.last) return
    this.#times[this.#next] = timeMillis
    this.#states[this.#next] = state
    this.#next = (this.#next + 1) % this.#times.length
    if (this.#length < this.#times.length) this.#length += 1
  }

  clear(): void {
    this.#next = 0
    this.#length = 0
  }

  /** The span from `fromMillis` to `toMillis` in `columns` equal steps, one state for each. */
  columns(fromMillis: number, toMillis: number, columns: number): Uint8Array {
    const painted = new Uint8Array(columns).fill(UNSEEN)
    const perColumn = (toMillis - fromMillis) / columns
    for (let index = 0; index < this.#length; index++) {
      const slot = this.#slot(index)
      const state = this.#states[slot] ?? UNSEEN
      const start = this.#times[slot] ?? 0
      const end = index + 1 < this.#length ? (this.#times[this.#slot(index + 1)] ?? toMillis) : toMillis
      if (end < fromMillis || start > toMillis) continue
      const first = Math.max(0, Math.floor((start - fromMillis) / perColumn))
      const last = Math.min(columns - 1, Math.ceil((end - fromMillis) / perColumn) - 1)
      for (let column = first; column <= last; column++) {
        if (weightOf(state) >= weightOf(painted[column] ?? UNSEEN)) painted[column] = state
      }
    }
    return painted
  }

  #slot(index: number): number {
    return (this.#next - this.#length + index + this.#times.length) % this.#times.length
  }
}

function weightOf(state: number): number {
  const word = WORKER_STATES[state]
  return word === undefined ? -1 : WEIGHT[word]
}
