/**
 * Sends frames no faster than they are taken: one is on its way at most, and of those that come meanwhile only the
 * newest is kept. A slow shell sees fewer frames, never old ones, and nothing piles up.
 */
export class FrameOutlet {
  readonly #send: (cells: Float64Array) => void
  #onItsWay = false
  #newest: Float64Array | null = null

  constructor(send: (cells: Float64Array) => void) {
    this.#send = send
  }

  push(cells: Float64Array): void {
    if (this.#onItsWay) {
      this.#newest = cells
      return
    }
    this.#onItsWay = true
    this.#send(cells)
  }

  /** Drops what waits: it is of a run that nobody is shown any more. */
  forget(): void {
    this.#newest = null
  }

  /** The last frame sent has been taken. */
  taken(): void {
    this.#onItsWay = false
    const next = this.#newest
    this.#newest = null
    if (next !== null) this.push(next)
  }
}
