import type { Programs } from '../../../base/programs.ts'
import type { ThreadMemory } from '../../../base/thread-memory.ts'
import type { Waiter } from '../../sync/waiter.ts'
import type { Outside } from './outside.ts'

/** Operations between two looks at the stop word, where an operation takes nanoseconds. */
export const BATCH = 1024

/**
 * What a kernel has beside its memory and parameters. Kernels read no clock and allocate nothing in their loops.
 */
export interface RoleContext extends Waiter {
  /** u32, of this worker in this trial; derived from the run's seed. */
  readonly seed: number

  /**
   * Does an operation `total` times, in batches: between two batches the count is published and the stop word looked
   * at, within one there is nothing but the operation.
   *
   *     context.repeat(total, times => {
   *       for (let i = 0; i < times; i++) …one operation…
   *     })
   *
   * The loop is a function of its own so that the engine compiles it whole: it is called often, whereas a kernel is
   * called once per trial and would enter compiled code only through its middle.
   *
   * An operation that is a long loop has it in the batch itself, too. From a function that the batch calls, V8's middle tier
   * copies the loop into the batch; there it is slower by up to six times, however well it was compiled before, until the
   * batch has been called some hundred times more.
   *
   * @param total operations that this worker is to do in the trial; fewer are done when a stop is requested
   * @param batch does as many operations as it is told
   * @param size operations between two looks at the stop word
   */
  repeat(total: number, batch: (times: number) => void, size?: number): void

  /** Sets the count, for loops that do not go by batches, or that a stop may end in the middle of one. */
  setCompleted(operations: number): void

  /**
   * Says where this worker now stands: before a line on which it may have to wait. `npm run generate` finds the line that
   * follows a call with a number, so that the page can show on which one a worker is stuck.
   * @param step from 1 on; one number for one place of the experiment's kernels
   */
  at(step: number): void

  /** For loops that do not go by batches. */
  stopRequested(): boolean

  /** Keeps the core busy for at least so many nanoseconds. */
  spin(nanos: number): void

  /** Gives the core away for a moment: sleeps for the shortest time the system knows. */
  yieldCore(): void

  /** Whether this trial is a probe: one that is looked at closely and counts in no figure, so that it may read clocks. */
  readonly probing: boolean

  /** A monotonic clock that all workers share; in trials that are measured only where an operation takes microseconds. */
  nowNanos(): number

  /** What this worker's thread takes, in bytes; asking takes about as long as starting a timer a thousand times. */
  memory(): ThreadMemory

  /** For async kernels. */
  readonly outside: Outside

  /** For async kernels that let others do the same work. */
  readonly programs: Programs

  /** CPU time of this worker's thread, for work of milliseconds: it is booked in steps. */
  cpuMicros(): number

  /** Books one wait in this worker's histogram of the probe. */
  waited(nanos: number): void
}
