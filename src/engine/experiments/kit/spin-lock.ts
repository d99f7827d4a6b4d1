import * as atomics from '../../memory/atomics.ts'
import { i32, layout, type Bound } from '../../memory/layout.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { Acquirable } from '../../sync/token.ts'
import type { RoleContext } from './role-context.ts'
import { spinOnce } from './spinning.ts'

/**
 * Spin lock, test and test-and-set: who finds it taken looks again and again, and tries only when it looks free. Nobody
 * sleeps, nobody is woken, and a waiter keeps its core busy even if the holder needs that core.
 *
 * Source: Rudolph and Segall, "Dynamic Decentralized Cache Schemes for MIMD Parallel Processors" (1984).
 *
 * | word | meaning | left by                            |
 * | ---- | ------- | ---------------------------------- |
 * | 0    | free    | an acquirer: CAS to 1              |
 * | 1    | held    | the holder: 0                      |
 */
export const spinLockLayout = layout('spin-lock', {
  word: i32({ writers: 'acquirers and the holder', access: 'atomic', doc: '0 = free, 1 = held' }),
})

/** A worker's own handle. */
export class SpinLock implements Acquirable {
  readonly #word: I32Cell
  readonly #context: RoleContext

  constructor(memory: Bound<typeof spinLockLayout.fields>, context: RoleContext) {
    this.#word = memory.word.cell
    this.#context = context
  }

  /** @throws {LabError} STOPPED when the trial is stopped while spinning */
  acquire(): void {
    const word = this.#word
    for (let look = 0; atomics.load(word) !== 0 || atomics.compareExchange(word, 0, 1) !== 0; look++) {
      spinOnce(this.#context, look)
    }
  }

  release(): void {
    atomics.store(this.#word, 0)
  }
}
