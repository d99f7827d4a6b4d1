import * as atomics from '../../memory/atomics.ts'
import { i32, layout, type Bound } from '../../memory/layout.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { Acquirable } from '../../sync/token.ts'
import type { RoleContext } from './role-context.ts'
import { spinOnce } from './spinning.ts'

/**
 * Ticket lock: takes a number and spins until it is called. Strictly first come, first served: also when the one whose
 * turn it is has no core to run on, and everybody behind it spins.
 *
 * Source: Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors" (1991), §2.2.
 *
 * | next - serving | meaning                        | left by                                        |
 * | -------------- | ------------------------------ | ---------------------------------------------- |
 * | 0              | free                           | an acquirer: next + 1                          |
 * | n > 0          | held, n - 1 workers spin       | the holder: serving + 1 · an acquirer: next + 1 |
 *
 * A waiter that is stopped leaves its number behind, and nobody after it is served: all are being stopped.
 */
export const ticketLockLayout = layout('ticket-lock', {
  next: i32({ writers: 'every acquirer', access: 'atomic', ownLine: true, doc: 'the next number to be taken; wraps' }),
  serving: i32({ writers: 'the holder', access: 'atomic', ownLine: true, doc: 'the number whose turn it is; wraps' }),
})

/** A worker's own handle. */
export class TicketLock implements Acquirable {
  readonly #next: I32Cell
  readonly #serving: I32Cell
  readonly #context: RoleContext
  #mine = 0

  constructor(memory: Bound<typeof ticketLockLayout.fields>, context: RoleContext) {
    this.#next = memory.next.cell
    this.#serving = memory.serving.cell
    this.#context = context
  }

  /** @throws {LabError} STOPPED when the trial is stopped while spinning */
  acquire(): void {
    const mine = atomics.add(this.#next, 1)
    this.#mine = mine
    for (let look = 0; atomics.load(this.#serving) !== mine; look++) spinOnce(this.#context, look)
  }

  release(): void {
    atomics.store(this.#serving, (this.#mine + 1) | 0)
  }
}
