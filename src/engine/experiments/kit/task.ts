import type { ExecutorKind } from './executor.ts'

/** Where a task runs, as far as it may know. */
export interface TaskPlace {
  readonly kind: ExecutorKind
  /** Blocks the calling thread or process, as a call that waits for a disk does. @throws {LabError} STOPPED on a request to stop */
  sleep(millis: number): void
  /**
   * Whether somebody wants the running task to end early. A process that computes hears of it only when it awaits
   * something.
   */
  stopRequested(): boolean
}

/** What a task is given beside its arguments. */
export interface TaskContext<M> extends TaskPlace {
  /** The experiment's words: on a thread the very words that the caller has; in a process there is no such thing. */
  readonly shared: M | null
}

/**
 * A function that an executor's workers know by its name, because they load the same module. Arguments and results are
 * copies. It may be async; its worker then does nothing else meanwhile.
 */
export type Task<M> = (here: TaskContext<M>, ...args: never[]) => unknown

/** The tasks of an experiment, as its module exports them. */
export type Tasks<M> = Readonly<Record<string, Task<M>>>

/** An experiment's tasks, its own types folded away. */
export interface TaskTable {
  readonly names: readonly string[]
  /** Place of a task function in `names`; -1 for any other value. */
  indexOf(task: unknown): number
  /**
   * Makes the tasks ready to run at a place.
   * @param memory where the experiment's words are, or null
   */
  at(
    place: TaskPlace,
    memory: { readonly buffer: SharedArrayBuffer; readonly offset: number } | null,
  ): (index: number, args: readonly unknown[]) => unknown
}
