import { block, i32, layout, perWorker } from '../../memory/layout.ts'
import { channelLayout, initializeChannel, MAX_CHANNEL_CAPACITY } from '../../sync/channel.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { contention, tally, throughput } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'

type Summed = {
  readonly expected: number
  readonly total: number
  readonly once: number
  readonly missed: number
  readonly repeated: number
}

/** With two subtasks each: a tree of 1 023 tasks, fewer than its queue has room for. */
const DEEPEST = 9
const MAX_TASKS = 1024

export const params = {
  workers: count({ min: 1, max: 64, default: 2, help: 'the size of the pool' }),
  depth: count({
    min: 0,
    max: DEEPEST,
    default: 2,
    unit: 'levels',
    help: 'how many tasks wait for one another, one below the other; 0 = nobody waits',
  }),
  fanout: count({
    min: 1,
    max: 2,
    default: 2,
    unit: 'subtasks',
    help: 'that a task waits for: 1 makes the tree a chain',
  }),
  trees: count({ min: 1, max: 10_000, default: 20, unit: 'trees', help: 'one after the other' }),
  workMicros: count({ min: 0, max: 10_000, default: 20, unit: 'µs', help: 'computing in each task' }),
  trials: { ...commonParams.trials, default: 20 },
  stallAfter: { ...commonParams.stallAfter, default: 0.25 },
} as const

interface Tree {
  readonly depth: number
  readonly fanout: number
}

/** Tasks of a tree that wait for subtasks. */
export function waitingTasks({ depth, fanout }: Tree): number {
  return fanout === 1 ? depth : 2 ** depth - 1
}

export function tasksOf({ depth, fanout }: Tree): number {
  return waitingTasks({ depth: depth + 1, fanout })
}

/** Pools that the workers are divided into where each level has its own: no more than there are workers. */
export function poolsOf({ workers, depth }: { readonly workers: number; readonly depth: number }): number {
  return Math.min(workers, depth + 1)
}

export const memory = layout('pool-starvation', {
  queue: channelLayout,
  levelQueue: perWorker(channelLayout),
  subtasksDone: perWorker(eventLayout),
  trees: i32({
    writers: 'who finishes a tree',
    access: 'atomic',
    ownLine: true,
    unit: 'trees',
    doc: 'finished so far',
  }),
  total: i32({ writers: 'who finishes a tree', access: 'atomic', unit: 'tasks', doc: 'the sums of the roots' }),
  pending: block(MAX_TASKS, {
    writers: 'who runs the task or one of its subtasks',
    access: 'atomic',
    unit: 'subtasks',
    doc: 'per task: subtasks that are not done',
  }),
  waiter: block(MAX_TASKS, { writers: 'who runs the task', access: 'atomic', doc: 'per task: the worker that waits' }),
  result: block(MAX_TASKS, {
    writers: 'who finishes the task',
    access: 'atomic',
    unit: 'tasks',
    doc: 'per task: itself and all below it',
  }),
  runs: block(MAX_TASKS, { writers: 'who runs the task', access: 'atomic', doc: 'per task: times it was run' }),
})

/**
 * Pool starvation. A pool has so many workers; its tasks start subtasks in the same pool and wait for them.
 *
 * Look for: a pool that is fully busy and does nothing. A task that waits keeps its worker; when all workers are kept like
 * that, the subtasks stay in the queue. Nobody holds a lock, the queue is not full, and no task is wrong by itself.
 *
 * When it can happen: only if as many tasks can wait at a time as there are workers, which is in a chain if depth >= size.
 * When it must happen: if depth >= size, whatever the order. The first subtask at the bottom can only be run once all
 * tasks above it, one for each level of depth, wait, and each of them keeps a worker: there is none left to run it.
 *
 * Sources: B. Goetz et al., "Java Concurrency in Practice" (2006), §8.1.1, thread starvation deadlock; R. D. Blumofe and
 * C. E. Leiserson, "Scheduling Multithreaded Computations by Work Stealing" (1999), for workers that help while they wait.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 20 trials each:
 *
 *   blocking         summed-up  0   starved 20
 *   helping          summed-up 20   starved  0   42 200 tasks/s
 *   pool-per-level   summed-up 20   starved  0   37 100 tasks/s
 *   continuation     summed-up 20   starved  0   38 800 tasks/s
 *
 * A chain of depth 2 in a pool of 3 never starved, one of depth 3 always did; so did a tree of depth 3 in a pool of 6.
 */
export const poolStarvation = defineExperiment({
  id: 'pool-starvation',
  title: 'Pool starvation',
  topic: 'Deadlock',
  question: 'Tasks wait for subtasks that wait for a worker of the same pool. Does the pool get its work done?',

  params,
  variants: {
    blocking: { title: 'blocking', doc: 'a task puts its subtasks into the queue and waits for them' },
    helping: { title: 'helping', doc: 'a task that waits runs what is in the queue, until its subtasks are done' },
    poolPerLevel: { title: 'a pool per level', doc: 'subtasks go to other workers; a level that gets none is called' },
    continuation: { title: 'continuation', doc: 'nobody waits: the last subtask that is done goes on with the task' },
  },

  presets: {
    starved: { label: 'depth 2, a pool of 2', params: { workers: 2, depth: 2, fanout: 2 } },
    'chain-fits': { label: 'a chain of depth 2, a pool of 3', params: { workers: 3, depth: 2, fanout: 1 } },
    'chain-does-not': { label: 'a chain of depth 3, a pool of 3', params: { workers: 3, depth: 3, fanout: 1 } },
    'by-chance': { label: 'a tree of depth 3, a pool of 6', params: { workers: 6, depth: 3, fanout: 2 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'worker'),

  prepare: (words, params) => {
    initializeChannel(words.queue, MAX_CHANNEL_CAPACITY)
    for (const queue of words.levelQueue.first(poolsOf(params))) initializeChannel(queue, MAX_CHANNEL_CAPACITY)
    for (const event of words.subtasksDone.first(params.workers)) initializeEvent(event, 'auto-reset')
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, params): Summed => {
    const runs = [...words.runs.items.subarray(0, tasksOf(params))]
    return {
      expected: params.trees * tasksOf(params),
      total: words.total.load(),
      once: runs.filter(times => times === params.trees).length,
      missed: runs.filter(times => times < params.trees).length,
      repeated: runs.filter(times => times > params.trees).length,
    }
  },

  outcomes: [
    {
      name: 'summed-up',
      description: 'every task ran once in every tree, and the sums of the roots count them all',
      when: ({ expected, total, missed, repeated }) => total === expected && missed === 0 && repeated === 0,
      grades: 'acceptable',
    },
    {
      name: 'starved',
      description:
        'nothing moved any more: all workers are kept by tasks that wait, and what they wait for is in the queue',
      state: 'stalled',
      possible: params => waitingTasks(params) >= params.workers,
      grades: {
        blocking: 'interesting',
        helping: 'forbidden',
        poolPerLevel: 'forbidden',
        continuation: 'forbidden',
      },
    },
    {
      name: 'wrong-sum',
      description: 'a task was left out or ran twice, or its result was not counted once',
      when: ({ expected, total, missed, repeated }) => total !== expected || missed > 0 || repeated > 0,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the tasks that the workers counted themselves are all tasks of all trees',
      holds: ({ expected }, _params, done) => done.operations === expected,
    },
  ],

  measures: [
    throughput('tasks'),
    tally('repeated', 'tasks that ran more often than there are trees, per trial', ({ repeated }: Summed) => repeated),
    contention('blocking', 'helping', 'poolPerLevel', 'continuation'),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['starved'],
      story => `starved its own pool in ${trialsWith(story, ['starved'])}`,
      'got every task done',
    ),

  suppliers: (_memory, params) => {
    const everybody = Array.from({ length: params.workers }, (_, worker) => worker)
    const done = everybody.map(worker => [`subtasksDone[${String(worker)}]`, everybody] as const)
    const levels = everybody.map(level => [`levelQueue[${String(level)}].notEmpty`, everybody] as const)
    return Object.fromEntries([['queue.notEmpty', everybody], ...done, ...levels])
  },

  levels: [
    {
      name: 'queued',
      title: 'tasks in the queue',
      unit: 'tasks',
      ceiling: params => tasksOf(params),
      of: ({ queue, levelQueue }, params) =>
        levelQueue.first(poolsOf(params)).reduce((sum, { count }) => sum + count.load(), queue.count.load()),
    },
  ],

  charts: ['outcome-table', 'wait-for-graph', 'level-strip', 'thread-lanes', 'throughput-over-time'],
})
