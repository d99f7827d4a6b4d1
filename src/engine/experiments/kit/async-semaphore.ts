/**
 * So many permits for the async tasks of one thread, first come first served. No atomic operation is needed: on one thread
 * nothing comes between two awaits.
 */
export class AsyncSemaphore {
  #free: number
  readonly #waiters: (() => void)[] = []

  constructor(permits: number) {
    this.#free = permits
  }

  /** Resolves when the caller has a permit. */
  acquire(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve()
    }
    return new Promise(resolve => {
      this.#waiters.push(resolve)
    })
  }

  /** Hands a permit to the one that has waited longest. */
  release(): void {
    const next = this.#waiters.shift()
    if (next === undefined) this.#free += 1
    else next()
  }
}
