/** Shorter than a wake-up: then it pays that the next task waits in the worker's own lane. */
const SHORT_NANOS = 20_000
/** Weight of the latest task in the average. */
const WEIGHT = 1 / 8
const MOST = 32

/**
 * How many tasks a worker is given at a time. With one, no task ever waits behind a long one while another worker is free;
 * with more, a worker that does short tasks need not be woken for each.
 */
export class Depth {
  #averageNanos = SHORT_NANOS

  get tasks(): number {
    return this.#averageNanos < SHORT_NANOS ? MOST : 1
  }

  learn(nanos: number): void {
    this.#averageNanos += (nanos - this.#averageNanos) * WEIGHT
  }
}
