import type { LabError } from '../../base/errors.ts'
import type { ExecutorKind } from '../experiments/kit/executor.ts'
import type { SubmittedTask } from './submitted-task.ts'

/** The workers of an executor, whatever they are. */
export interface Crew {
  readonly kind: ExecutorKind
  readonly workers: number
  /** @see Executor.startMillis */
  readonly startMillis: number
  /** Has the task done; it is settled in any case. */
  give(task: SubmittedTask): void
  /** @returns whether the task had not begun; then it never will */
  takeBack(task: SubmittedTask): boolean
  /** Asks a task that runs to end early. */
  askToStop(task: SubmittedTask): void
  /** It has come to its end. */
  ended(task: SubmittedTask): void
  hasBegun(task: SubmittedTask): boolean
  /** Rejects what is not done; resolves when no worker is busy for this executor any more. */
  close(error: LabError, graceMillis: number): Promise<void>
}
