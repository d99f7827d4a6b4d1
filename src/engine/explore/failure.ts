import type { Operation } from './operation.ts'
import type { Event } from './schedule.ts'

/**
 * - `assertion`: a thread's own check failed
 * - `threw`: a thread's body threw
 * - `stuck`: nobody can take a step, no wait can time out, and somebody has not finished
 * - `end`: what was left at the end is not as it should be
 */
export type FaultKind = 'assertion' | 'threw' | 'stuck' | 'end'

export interface Fault {
  readonly kind: FaultKind
  readonly message: string
}

/** A schedule that ends in a fault. */
export interface Failure extends Fault {
  /** One line that {@link replay} takes. Every operation is a step. */
  readonly schedule: string
  /** How often a step was taken by another thread than before, although that one could have gone on. */
  readonly preemptions: number
  readonly trace: readonly TraceEvent[]
}

export interface TraceEvent {
  readonly thread: number
  /** `note`: the program's own words. `sleep`: the operation is a wait. `wake`: by a notify or by an event before. */
  readonly what: 'operation' | 'note' | 'sleep' | 'wake' | Exclude<Event, 'step'>
  readonly operation: Operation | null
  /** What the operation found: the value before, or what a wait returned. */
  readonly found: number
  /** The thread from which this step took the processor; -1 = none. */
  readonly preempted: number
}
