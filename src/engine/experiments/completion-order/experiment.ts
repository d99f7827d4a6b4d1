import { capitalised, listed } from '../../../base/text.ts'
import { formatMillis } from '../../../base/units.ts'
import { block, f64, floats, layout } from '../../memory/layout.ts'
import { defineExperiment, type Kernel } from '../kit/define-experiment.ts'
import type { TrialFacts } from '../kit/measures.ts'
import { choice, commonParams, count } from '../kit/params.ts'
import { mostAtATime, taskLog, tasksIn, taskSpans, workerLanes, type TaskEntry } from '../kit/task-log.ts'

const MOST_TASKS = 64
const NANOS_PER_MILLI = 1e6

type Delivered = {
  readonly tasks: number
  /** Results that did not come. */
  readonly missing: number
  /** Results that came more than once. */
  readonly doubled: number
  /** Results that came before one of an earlier task. */
  readonly outOfOrder: number
  /** Results that did not come in the order in which the caller heard of the tasks' ends. */
  readonly notAsHeard: number
  readonly mostAtATime: number
  readonly wallMillis: number
  readonly firstMillis: number
  /** From a task's end until the caller had its result, on average. */
  readonly heldBackMillis: number
  readonly startMillis: number
}

export const params = {
  workers: count({ min: 1, max: 64, default: 8, unit: 'workers', help: 'workers of the executor' }),
  executor: choice({
    choices: { threads: 'threads of the lab’s process', processes: 'processes of their own' },
    default: 'threads',
    help: 'what the executor’s workers are',
  }),
  tasks: count({ min: 1, max: MOST_TASKS, default: 8, unit: 'tasks', help: 'tasks, each of which waits once' }),
  waitMillis: count({ min: 0, max: 60_000, default: 1_000, unit: 'ms', help: 'the longest that a task waits' }),
  jitter: count({
    min: 0,
    max: 100,
    default: 40,
    unit: '%',
    help: 'how much shorter a wait may be, by the seed',
  }),
  trials: { ...commonParams.trials, default: 2 },
  timeCap: { ...commonParams.timeCap, default: 60 },
} as const

const perTask = (doc: string) => block(MOST_TASKS, { writers: 'the caller', access: 'single writer', doc })

export const memory = layout('completion-order', {
  startMillis: f64({ writers: 'the caller', access: 'single writer', unit: 'ms', doc: 'start-up of the workers' }),
  originNanos: f64({ writers: 'the caller', access: 'single writer', unit: 'ns', doc: 'when it began to submit' }),
  received: perTask('per task: how often its result came'),
  order: perTask('the tasks whose results came, in that order, each + 1'),
  atNanos: floats(MOST_TASKS, {
    writers: 'the caller',
    access: 'single writer',
    unit: 'ns',
    doc: 'per task: when the caller had its result',
  }),
  heard: perTask('the tasks in the order in which the caller heard of their ends, each + 1'),
  log: taskLog,
})

export type Knobs = Parameters<Kernel<typeof memory, typeof params>>[1]

/**
 * Completion order. Eight tasks that wait for about a second each, on eight workers. How long does it take, and in which
 * order does the caller get the results?
 *
 * Look for: four ways to ask the same executor. To wait for each result before the next task is submitted is the most common
 * mistake, and makes a pool of eight as fast as a pool of one. The other three take as long as the longest wait. They differ
 * in when the caller has a result in hand: in the order of submission it may wait for a slow task while quick ones are
 * long done; as they complete, nothing is held back.
 *
 * Sources: B. Goetz et al., "Java Concurrency in Practice" (2006), §6.3.5 (CompletionService); Python documentation,
 * `concurrent.futures` (`Executor.map`, `as_completed`).
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, seed 7, 2 trials each; defaults, and in brackets with no jitter (`even`):
 *
 *   one by one      one-at-a-time 2   6.01 s (8.01)    first result after 795 ms   held back for 0.227 ms
 *   submit all      together      2    918 ms (1.00)                      807 ms                  109 ms
 *   map             together      2    985 ms (1.00)                      655 ms                  133 ms
 *   as completed    together      2    954 ms (1.00)                      614 ms                0.287 ms
 *
 * The waits are 0.6 to 1 s long. Eight threads took 466 ms to start; that is not part of these times.
 */
export const completionOrder = defineExperiment({
  id: 'completion-order',
  title: 'Completion order',
  topic: 'Executors and the event loop',
  question: 'Eight tasks wait for a second each on eight workers. How long does it take, and which result comes first?',

  params,
  variants: {
    oneByOne: { title: 'one by one', doc: 'waits for each result before it submits the next task' },
    submitAll: { title: 'submit all', doc: 'submits all tasks, then waits for each result in turn' },
    map: { title: 'map', doc: 'one call for all; results in the order of the items' },
    asCompleted: { title: 'as completed', doc: 'submits all tasks, then takes each result as it comes' },
  },

  presets: {
    even: { label: '8 waits of 1 s', params: { jitter: 0 } },
    few: { label: '8 waits, 4 workers', params: { workers: 4 } },
    processes: { label: 'processes', params: { executor: 'processes' } },
    wild: { label: 'waits of 0 to 1 s', params: { jitter: 100 } },
  },

  memory,
  roles: () => ['caller'],
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),
  tasks: () => import('./tasks.ts'),

  observe: ({ received, order, heard, atNanos, originNanos, startMillis, log }, { tasks }): Delivered => {
    const counts = Array.from(received.items.subarray(0, tasks))
    const sequence = Array.from(order.items.subarray(0, tasks), next => next - 1).filter(next => next >= 0)
    const at = Array.from(atNanos.items.subarray(0, tasks), nanos => nanos / NANOS_PER_MILLI)
    const origin = originNanos.value / NANOS_PER_MILLI
    const ran = tasksIn(log)
    const held = ran.map((entry, task) => (at[task] ?? 0) - endOf(entry))
    return {
      tasks,
      missing: counts.filter(times => times === 0).length,
      doubled: counts.filter(times => times > 1).length,
      outOfOrder: sequence.filter((task, place) => place > 0 && task < (sequence[place - 1] ?? 0)).length,
      notAsHeard: order.items.subarray(0, tasks).filter((task, place) => task !== heard.items[place]).length,
      mostAtATime: mostAtATime(ran),
      wallMillis: Math.max(origin, ...at) - origin,
      firstMillis: Math.min(...at) - origin,
      heldBackMillis: held.reduce((sum, millis) => sum + millis, 0) / Math.max(1, held.length),
      startMillis: startMillis.value,
    }
  },

  outcomes: [
    {
      name: 'wrong-results',
      description: 'a result did not come, or came twice',
      when: ({ missing, doubled }) => missing > 0 || doubled > 0,
      grades: 'forbidden',
    },
    {
      name: 'one-at-a-time',
      description: 'every result came once, and no two tasks ever ran at the same time',
      when: ({ mostAtATime: most }) => most <= 1,
      grades: { oneByOne: 'interesting', submitAll: 'acceptable', map: 'acceptable', asCompleted: 'acceptable' },
    },
    {
      name: 'together',
      description: 'every result came once, and tasks ran at the same time',
      when: () => true,
      grades: { oneByOne: 'forbidden', submitAll: 'acceptable', map: 'acceptable', asCompleted: 'acceptable' },
    },
  ],

  checks: [
    {
      name: 'all-counted',
      description: 'the results that the caller counted are as many as the tasks',
      holds: (_seen, { tasks }, done) => done.operations === tasks,
    },
    {
      name: 'some-order',
      description:
        'results came in the order of submission, or in the order in which the caller heard of the tasks’ ends',
      holds: ({ outOfOrder, notAsHeard }) => outOfOrder === 0 || notAsHeard === 0,
    },
    {
      name: 'within-workers',
      description: 'never more tasks at the same time than the executor has workers',
      holds: ({ mostAtATime: most }, { workers }) => most <= workers,
    },
  ],

  measures: [
    {
      name: 'wall',
      unit: 'ms',
      help: 'from the first submit until the caller had the last result',
      of: ({ observed }: TrialFacts<Delivered>) => observed.wallMillis,
    },
    {
      name: 'first-result',
      unit: 'ms',
      help: 'from the first submit until the caller had a result',
      of: ({ observed }: TrialFacts<Delivered>) => observed.firstMillis,
    },
    {
      name: 'held-back',
      unit: 'ms',
      help: 'from the end of a task until the caller had its result, mean of the tasks',
      of: ({ observed }: TrialFacts<Delivered>) => observed.heldBackMillis,
    },
    {
      name: 'start-up',
      unit: 'ms',
      help: 'from asking for the workers until all were ready, when they were started; not part of the wall time',
      of: ({ observed }: TrialFacts<Delivered>) => observed.startMillis,
    },
  ],

  headline: stories => {
    const told = stories.flatMap(({ title, medians: { wall } }) => {
      return wall === undefined ? [] : [`${title} took ${formatMillis(wall)}`]
    })
    return told.length === 0 ? '' : `${capitalised(listed(told))}.`
  },

  charts: ['wall-bars', 'gantt', 'outcome-table'],

  spans: ({ log }, { workers }) => taskSpans(log, workerLanes(workers), 'waits'),
})

function endOf(entry: TaskEntry | undefined): number {
  return entry?.ran?.endedMillis ?? 0
}
