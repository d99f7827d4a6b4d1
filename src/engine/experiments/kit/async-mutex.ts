import { invariant } from '../../../base/assert.ts'

/**
 * Mutual exclusion among the async tasks of one thread, first come first served: {@link release} hands it to the one that
 * has waited longest. It needs no atomic operation, for on one thread nothing comes between two awaits.
 *
 * Does not guarantee: anything among threads; that a task releases what it has acquired.
 */
export class AsyncMutex {
  #held = false
  readonly #waiters: (() => void)[] = []

  /** Resolves when the caller holds it. */
  acquire(): Promise<void> {
    if (!this.#held) {
      this.#held = true
      return Promise.resolve()
    }
    return new Promise(resolve => {
      this.#waiters.push(resolve)
    })
  }

  /** @throws {LabError} INTERNAL when nobody holds it */
  release(): void {
    invariant(this.#held, 'an async mutex is released by its holder')
    const next = this.#waiters.shift()
    // Handed over it stays held: a newcomer cannot come between.
    if (next === undefined) this.#held = false
    else next()
  }
}
