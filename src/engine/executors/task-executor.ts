import { LabError } from '../../base/errors.ts'
import type { Executor, ExecutorKind, Submitted } from '../experiments/kit/executor.ts'
import type { TaskContext, TaskTable } from '../experiments/kit/task.ts'
import type { Crew } from './crew.ts'
import { SubmittedTask, type TaskOwner } from './submitted-task.ts'

/** A worker that has no task is home at once, unless its core is busy elsewhere. */
const HOME_WITHIN_MILLIS = 1_000

type TaskOf<A extends readonly unknown[], R> = (here: TaskContext<never>, ...args: A) => R

/** The executor that kernels see: the same for threads and for processes. */
export class TaskExecutor implements Executor, TaskOwner {
  readonly #crew: Crew
  readonly #table: TaskTable
  readonly #nowNanos: () => number
  readonly #busy: () => () => void
  readonly #unfinished = new Set<SubmittedTask>()
  #rest: () => void = () => undefined
  #idle: PromiseWithResolvers<undefined> | null = null
  #submitted = 0
  #onEnded: (task: SubmittedTask) => void = () => undefined
  #refusal: LabError | null = null
  #closed: Promise<void> | null = null

  /** @param busy called when there are tasks; what it returns, when none are left */
  constructor(crew: Crew, table: TaskTable, nowNanos: () => number, busy: () => () => void) {
    this.#crew = crew
    this.#table = table
    this.#nowNanos = nowNanos
    this.#busy = busy
  }

  get kind(): ExecutorKind {
    return this.#crew.kind
  }

  get workers(): number {
    return this.#crew.workers
  }

  get startMillis(): number {
    return this.#crew.startMillis
  }

  submit<A extends readonly unknown[], R>(task: TaskOf<A, R>, ...args: A): Submitted<Awaited<R>>
  submit(task: unknown, ...args: readonly unknown[]): Submitted<unknown> {
    return this.#submit(task, args, [])
  }

  submitWith<A extends readonly unknown[], R>(
    options: { readonly transfer: readonly unknown[] },
    task: TaskOf<A, R>,
    ...args: A
  ): Submitted<Awaited<R>>
  submitWith(
    { transfer }: { readonly transfer: readonly unknown[] },
    task: unknown,
    ...args: readonly unknown[]
  ): Submitted<unknown> {
    if (this.kind === 'processes' && transfer.length > 0) {
      throw new LabError('BAD_VALUE', 'a transfer list moves memory between threads; processes have none in common', {
        allowed: 'an empty transfer list',
        suggestion: 'submit, which copies',
      })
    }
    return this.#submit(task, args, transfer)
  }

  onEnded(listener: (task: Submitted<unknown>) => void): void {
    this.#onEnded = listener
  }

  map<T, R>(task: TaskOf<[item: T], R>, items: Iterable<T>): AsyncGenerator<Awaited<R>, void, undefined> {
    return inOrder(Array.from(items, item => this.submit(task, item)))
  }

  async shutdown({ cancel = false, graceMillis = HOME_WITHIN_MILLIS } = {}): Promise<void> {
    this.#refusal ??= new LabError('STOPPED', 'the executor was shut down')
    if (cancel) for (const task of this.#unfinished) task.cancel()
    else await this.#done()
    this.#closed ??= this.#crew.close(this.#refusal, graceMillis)
    await this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown()
  }

  cancel(task: SubmittedTask): boolean {
    if (task.hasEnded) return false
    const isBack = this.#crew.takeBack(task)
    if (isBack) task.takenBack()
    else this.#crew.askToStop(task)
    return isBack
  }

  hasBegun(task: SubmittedTask): boolean {
    return this.#crew.hasBegun(task)
  }

  ended(task: SubmittedTask): void {
    this.#unfinished.delete(task)
    this.#crew.ended(task)
    this.#onEnded(task)
    if (this.#unfinished.size > 0) return
    this.#rest()
    this.#idle?.resolve(undefined)
    this.#idle = null
  }

  #submit(task: unknown, args: readonly unknown[], transfer: readonly unknown[]): Submitted<unknown> {
    const index = this.#table.indexOf(task)
    const name = this.#table.names[index]
    if (name === undefined) {
      throw new LabError('BAD_VALUE', `a worker knows tasks by their names, got ${nameOf(task)}`, {
        allowed: this.#table.names.join(', '),
        suggestion: "export the function from the experiment's tasks",
      })
    }
    const submitted = new SubmittedTask(this.#submitted, { name, index, args, transfer }, this, this.#nowNanos())
    this.#submitted += 1
    if (this.#unfinished.size === 0) this.#rest = this.#busy()
    this.#unfinished.add(submitted)
    if (this.#refusal === null) this.#crew.give(submitted)
    else submitted.reject(this.#refusal)
    return submitted
  }

  async #done(): Promise<void> {
    if (this.#unfinished.size === 0) return
    this.#idle ??= Promise.withResolvers()
    await this.#idle.promise
  }
}

/** The results in the order in which the tasks were submitted; what is left when nobody asks any more is taken back. */
async function* inOrder<R>(submitted: readonly Submitted<R>[]): AsyncGenerator<R, void, undefined> {
  try {
    for (const { result } of submitted) yield await result
  } finally {
    for (const task of submitted) task.cancel()
  }
}

function nameOf(task: unknown): string {
  if (typeof task !== 'function') return typeof task
  return task.name === '' ? 'a function without a name' : `the function ${task.name}`
}
