import type { LocalHttp } from '../../../base/local-http.ts'
import type { Executor, ExecutorKind } from './executor.ts'

/**
 * What async kernels wait for beyond shared memory: timers, answers, tasks that others do. Such a kernel returns a
 * promise; its worker's event loop turns until that is settled, and only then is the worker done with the trial.
 */
export interface Outside {
  /** What of it is open is closed by a stop; requests under way then fail with STOPPED. */
  readonly http: LocalHttp

  /**
   * Resolves after at least so many milliseconds; the thread does other things meanwhile.
   * @throws {LabError} STOPPED when the trial is stopped before
   */
  sleep(millis: number): Promise<void>

  /**
   * Awaits what ends by itself and cannot be seen from here: while it lasts, that nothing is counted is no standstill.
   * It may not depend on another worker of the trial.
   */
  expect<T>(awaited: Promise<T>): Promise<T>

  /**
   * A channel to the other workers of this trial that open the same name; whoever opens it closes it. Messages are clones,
   * and arrive when the receiver's event loop turns.
   */
  openChannel(name: string, hear: (message: unknown) => void): { post(message: unknown): void; close(): void }

  /**
   * Calls `listener` once when a stop is requested; at once if it was.
   * @returns takes it back
   */
  onStop(listener: () => void): () => void

  /**
   * Opens an executor for the experiment's tasks; whoever opens it shuts it down (`await using`), and a stop does. While it
   * has tasks, that nothing is counted is no standstill.
   * @param workers from 1 to 64
   * @throws {LabError} BAD_VALUE, POOL_START_FAILED
   */
  executor(kind: ExecutorKind, workers: number): Promise<Executor>
}
