import * as atomics from '../../memory/atomics.ts'
import { i32, layout, perWorker, type Bound } from '../../memory/layout.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { Acquirable } from '../../sync/token.ts'
import type { RoleContext } from './role-context.ts'
import { spinOnce } from './spinning.ts'

/**
 * Queue lock of Mellor-Crummey and Scott: waiters form a list, and each spins on a word of its own, which the one before
 * it writes. A release touches one waiter's line instead of all of theirs. First come, first served, with what that costs
 * when the next one has no core to run on.
 *
 * Source: Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors" (1991), §2.4.
 *
 * | tail  | node of w: next | waits | meaning                                 | left by                             |
 * | ----- | --------------- | ----- | --------------------------------------- | ----------------------------------- |
 * | 0     |                 |       | free                                    | an acquirer: exchange to itself     |
 * | w + 1 | 0               | 0     | held by w, nobody waits                 | w: CAS the tail to 0                |
 * | v + 1 | u + 1           | 0     | held by w, u is next, v came last       | w: u's `waits` to 0                 |
 * | v + 1 | 0               | 0     | held by w, u has come, not linked yet   | u: w's `next` to itself             |
 * | v + 1 |                 | 1     | w waits                                 | the one before it: `waits` to 0     |
 */
export const mcsLockLayout = layout('mcs-lock', {
  tail: i32({ writers: 'acquirers, the holder', access: 'atomic', ownLine: true, doc: 'who came last, + 1; 0 = free' }),
  nodes: perWorker(
    layout('mcs-node', {
      next: i32({ writers: 'the one behind it', access: 'atomic', doc: 'who comes next, + 1; 0 = nobody yet' }),
      waits: i32({ writers: 'the worker: 1; the one before it: 0', access: 'atomic', doc: '1 = its turn is to come' }),
    }),
  ),
})

/** A worker's own handle. */
export class McsLock implements Acquirable {
  readonly #memory: Bound<typeof mcsLockLayout.fields>
  readonly #context: RoleContext
  readonly #tail: I32Cell
  readonly #next: I32Cell
  readonly #waits: I32Cell
  readonly #me: number

  constructor(memory: Bound<typeof mcsLockLayout.fields>, context: RoleContext) {
    const node = memory.nodes.of(context.worker)
    this.#memory = memory
    this.#context = context
    this.#tail = memory.tail.cell
    this.#next = node.next.cell
    this.#waits = node.waits.cell
    this.#me = context.worker + 1
  }

  /** @throws {LabError} STOPPED when the trial is stopped while spinning */
  acquire(): void {
    atomics.store(this.#next, 0)
    atomics.store(this.#waits, 1)
    const before = atomics.exchange(this.#tail, this.#me)
    if (before === 0) return
    atomics.store(this.#memory.nodes.of(before - 1).next.cell, this.#me)
    for (let look = 0; atomics.load(this.#waits) !== 0; look++) spinOnce(this.#context, look)
  }

  /** @throws {LabError} STOPPED when the trial is stopped while the one behind has come and has not said so */
  release(): void {
    if (atomics.load(this.#next) === 0) {
      if (atomics.compareExchange(this.#tail, this.#me, 0) === this.#me) return
      for (let look = 0; atomics.load(this.#next) === 0; look++) spinOnce(this.#context, look)
    }
    atomics.store(this.#memory.nodes.of(atomics.load(this.#next) - 1).waits.cell, 0)
  }
}
