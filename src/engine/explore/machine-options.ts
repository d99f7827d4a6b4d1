import type { Operation } from './operation.ts'
import type { Chances } from './program.ts'
import type { Sharing } from './sharing.ts'

/** Hears what happens, for a trace. */
export interface Watcher {
  /** @param result of the operation; of a store: the value before */
  did(thread: number, operation: Operation, result: number): void
  /** The thread fell asleep in the operation. */
  slept(thread: number, operation: Operation): void
  woke(thread: number): void
}

export interface MachineOptions extends Chances {
  /** Learns who touches which word. Steps that are nobody else's business are then taken along with the one before. */
  readonly sharing?: Sharing
  /** Only learn: every operation is a step of its own. */
  readonly sharesAll?: boolean
  /** Whether it matters who took the last step. */
  readonly countsPreemptions?: boolean
  readonly watcher?: Watcher
}
