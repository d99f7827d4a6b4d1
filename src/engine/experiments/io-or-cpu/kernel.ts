import type { Bound } from '../../memory/layout.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { Executor, ExecutorKind } from '../kit/executor.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { logTask } from '../kit/task-log.ts'
import { TASKS, type Knobs, type memory, type params } from './experiment.ts'
import { compute, computeUnderLock, wait, waitUnderLock } from './tasks.ts'

type Words = Bound<typeof memory.fields>
type Caller = Kernel<typeof memory, typeof params>
/** Does the task of this number, however that is done. */
type DoTask = (task: number) => Promise<number>

const ALL = Array.from({ length: TASKS }, (_, task) => task)
/** What a task on the caller's own thread is handed. */
const HERE = { kind: 'threads', shared: null, sleep: () => undefined, stopRequested: () => false } as const

/** Takes the time of all tasks, from the first request to the last result. */
async function timed(words: Words, context: RoleContext, body: () => Promise<readonly number[]>): Promise<void> {
  const began = context.nowNanos()
  const results = await body()
  words.wallNanos.value = context.nowNanos() - began
  words.results.items.set(results)
  context.setCompleted(results.length)
}

async function oneAfterTheOther(doTask: DoTask): Promise<number[]> {
  const results: number[] = []
  for (const task of ALL) results.push(await doTask(task))
  return results
}

function allAtOnce(doTask: DoTask): Promise<number[]> {
  return Promise.all(ALL.map(doTask))
}

const sleeping =
  ({ waitMillis }: Knobs, { outside }: RoleContext): DoTask =>
  async task => {
    await outside.sleep(waitMillis)
    return task + 1
  }

const computing =
  ({ size }: Knobs): DoTask =>
  task =>
    Promise.resolve(compute(HERE, task * size + 1, size))

async function onExecutor(
  kind: ExecutorKind,
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  submit: (pool: Executor, task: number) => Promise<number>,
): Promise<void> {
  await using pool = await context.outside.executor(kind, knobs.workers)
  pool.onEnded(task => {
    logTask(words.log, task)
  })
  await timed(words, context, () => allAtOnce(task => submit(pool, task)))
}

/** Waits for one, then for the next. */
export const waitsSerial: Caller = (words, knobs, context) =>
  timed(words, context, () => oneAfterTheOther(sleeping(knobs, context)))

/** One thread that waits for all at the same time. */
export const waitsLoop: Caller = (words, knobs, context) =>
  timed(words, context, () => allAtOnce(sleeping(knobs, context)))

/** A thread for each wait that goes on. */
export const waitsThreads: Caller = (words, knobs, context) =>
  onExecutor('threads', words, knobs, context, (pool, task) => pool.submit(wait, task + 1, knobs.waitMillis).result)

/** The same under one lock, which nobody holds while he waits. */
export const waitsGilSimulated: Caller = (words, knobs, context) =>
  onExecutor('threads', words, knobs, context, (pool, task) => {
    return pool.submit(waitUnderLock, task + 1, knobs.waitMillis).result
  })

/** A whole process for each wait that goes on. */
export const waitsProcesses: Caller = (words, knobs, context) =>
  onExecutor('processes', words, knobs, context, (pool, task) => pool.submit(wait, task + 1, knobs.waitMillis).result)

/** One sum after the other. */
export const computesSerial: Caller = (words, knobs, context) =>
  timed(words, context, () => oneAfterTheOther(computing(knobs)))

/** All promised at once, by one thread. */
export const computesLoop: Caller = (words, knobs, context) => timed(words, context, () => allAtOnce(computing(knobs)))

/** As many sums at a time as there are cores. */
export const computesThreads: Caller = (words, knobs, context) =>
  onExecutor('threads', words, knobs, context, (pool, task) => {
    return pool.submit(compute, task * knobs.size + 1, knobs.size).result
  })

/** The same under one lock: threads that take turns. */
export const computesGilSimulated: Caller = (words, knobs, context) =>
  onExecutor('threads', words, knobs, context, (pool, task) => {
    return pool.submit(computeUnderLock, task * knobs.size + 1, knobs.size).result
  })

/** What one does about a lock like that. */
export const computesProcesses: Caller = (words, knobs, context) =>
  onExecutor('processes', words, knobs, context, (pool, task) => {
    return pool.submit(compute, task * knobs.size + 1, knobs.size).result
  })
