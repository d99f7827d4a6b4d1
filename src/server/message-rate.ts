const WITHIN_MILLIS = 1000

/** Lets so many messages through in any second. */
export class MessageRate {
  readonly #perSecond: number
  /** When the latest messages came, oldest first. */
  #times: number[] = []

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** @returns false for a message too many */
  admits(nowMillis: number): boolean {
    this.#times = this.#times.filter(at => nowMillis - at < WITHIN_MILLIS)
    this.#times.push(nowMillis)
    return this.#times.length <= this.#perSecond
  }
}
