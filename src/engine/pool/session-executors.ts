import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { Executor, ExecutorKind } from '../experiments/kit/executor.ts'
import type { SharedMemory } from '../memory/region.ts'

/** The executors of one session's worker: what they keep warm lasts from trial to trial, and no longer than the session. */
export interface SessionExecutors {
  /**
   * @param busy called when its first task is submitted; what it returns, when none is left
   * @throws {LabError} BAD_VALUE, POOL_START_FAILED
   */
  open(kind: ExecutorKind, workers: number, busy: () => () => void): Promise<Executor>
  close(): Promise<void>
}

/**
 * Handed to the worker body from outside: executors are made of pools, and the pool does not know them. Called for
 * experiments that have tasks: other workers need not even load what they are made of.
 */
export type OpenExecutors = (experiment: Experiment, words: SharedMemory) => Promise<SessionExecutors>
