import type { TaskContext } from './task.ts'

/** What an executor's workers are: threads of this process, or processes of their own. */
export type ExecutorKind = 'threads' | 'processes'

export type TaskState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** A task that was handed to an executor. */
export interface Submitted<R> {
  /** From 0 on, in the order in which its executor was asked. */
  readonly number: number
  /**
   * Its result, copied; rejected with WORKER_FAILED when it threw, WORKER_DIED when its worker died, CANCELLED when it was
   * taken back, STOPPED when its executor was shut down before, BAD_VALUE when its arguments cannot cross over.
   */
  readonly result: Promise<R>
  readonly state: TaskState
  /** 0-based worker that ran it; null until it has ended. */
  readonly worker: number | null
  /** On the clock that threads and processes share, as the two below: both are taken where the task runs. */
  readonly submittedNanos: number
  readonly startedNanos: number | null
  readonly endedNanos: number | null
  /**
   * Takes the task back if it has not begun; one that runs is asked to stop, which it may or may not heed.
   * @returns whether it was taken back: then it never runs
   */
  cancel(): boolean
}

type TaskOf<A extends readonly unknown[], R> = (here: TaskContext<never>, ...args: A) => R

/**
 * Workers that do tasks for the kernel that opened them.
 *
 *     await using pool = await context.outside.executor('threads', 4)
 *     const sum = await pool.submit(sumOfRoots, 10_000_000).result
 *
 * Guarantees: a task runs at most once; `result` is settled exactly once; tasks begin in the order in which they were
 * submitted; leaving the `await using` block waits for all of them and leaves no thread or process busy.
 * Does not guarantee: an order in which they end. A task queues behind another one of the same worker only while tasks
 * have been shorter than a wake-up.
 */
export interface Executor extends AsyncDisposable {
  readonly kind: ExecutorKind
  readonly workers: number
  /** From asking for workers like these until all were ready, when they were started; warm ones keep that figure. */
  readonly startMillis: number
  submit<A extends readonly unknown[], R>(task: TaskOf<A, R>, ...args: A): Submitted<Awaited<R>>
  /**
   * The same, with a list of what is to be moved instead of copied.
   * @throws {LabError} BAD_VALUE for processes, which have no memory in common
   */
  submitWith<A extends readonly unknown[], R>(
    options: { readonly transfer: readonly unknown[] },
    task: TaskOf<A, R>,
    ...args: A
  ): Submitted<Awaited<R>>
  /** Calls `listener` for every task that has come to its end, whatever that is; one listener. */
  onEnded(listener: (task: Submitted<unknown>) => void): void
  /** Submits the task once for each item, at once; gives the results in the order of the items. */
  map<T, R>(task: TaskOf<[item: T], R>, items: Iterable<T>): AsyncGenerator<Awaited<R>, void, undefined>
  /**
   * Takes no more tasks, and resolves when all are done. With `cancel` those that have not begun are taken back, those that
   * run are asked to stop, and workers that do not within `graceMillis` are ended.
   */
  shutdown(options?: { readonly cancel?: boolean; readonly graceMillis?: number }): Promise<void>
}

/** The tasks in the order in which they come to their end, whatever that is. */
export async function* asCompleted<R>(
  submitted: readonly Submitted<R>[],
): AsyncGenerator<Submitted<R>, void, undefined> {
  const ended: Submitted<R>[] = []
  let wake = (): void => undefined
  for (const task of submitted) {
    const note = (): void => {
      ended.push(task)
      wake()
    }
    task.result.then(note, note)
  }
  for (let told = 0; told < submitted.length; told++) {
    while (ended.length <= told) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    const task = ended[told]
    if (task !== undefined) yield task
  }
}
