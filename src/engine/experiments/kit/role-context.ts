import type { Waiter } from '../../sync/waiter.ts'

/** Operations between two looks at the stop word, where an operation takes nanoseconds. */
export const BATCH = 1024

/**
 * What a kernel has beside its memory and parameters. Kernels read no clock and allocate nothing in their loops.
 */
export interface RoleContext extends Waiter {
  /** u32, of this worker in this trial; derived from the run's seed. */
  readonly seed: number

  /**
   * The loop's control, called once per batch: reports the operations of the batch before as done, and grants the next.
   *
   *     for (let batch = context.nextBatch(total); batch > 0; batch = context.nextBatch(total))
   *       for (let i = 0; i < batch; i++) …one operation…
   *
   * @param total operations that this worker is to do in the trial
   * @param size operations between two looks at the stop word
   * @returns how many to do now; 0 when all are done or a stop was requested
   */
  nextBatch(total: number, size?: number): number

  /** For loops that do not go by batches. */
  stopRequested(): boolean

  /** Keeps the core busy for at least so many nanoseconds. */
  spin(nanos: number): void

  /** Gives the core away for a moment: sleeps for the shortest time the system knows. */
  yieldCore(): void
}
