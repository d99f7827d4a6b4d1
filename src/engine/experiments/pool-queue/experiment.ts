import { formatShare, significant } from '../../../base/units.ts'
import { f64, i32, layout } from '../../memory/layout.ts'
import { defineExperiment, type Kernel } from '../kit/define-experiment.ts'
import type { TrialFacts } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { LOGGED_TASKS, mostAtATime, taskLog, tasksIn, taskSpans, workerLanes, type TaskEntry } from '../kit/task-log.ts'

const NANOS_PER_MILLI = 1e6

type Served = {
  readonly arrived: number
  readonly served: number
  readonly rejected: number
  /** Served by whoever brought them. */
  readonly ranHere: number
  /** Had to wait at the door. */
  readonly held: number
  readonly mostWaiting: number
  /** By the executor's workers. */
  readonly mostAtATime: number
  /** Little's law, left side: counted by looking at fixed times. */
  readonly inSystem: number
  /** Right side: arrivals that were served per ms, times how long they stayed on average, by the tasks' own clocks. */
  readonly lambdaW: number
  readonly waitMillis: number
  readonly openMillis: number
}

export const params = {
  workers: count({ min: 1, max: 32, default: 4, unit: 'workers', help: 'threads of the executor' }),
  arrivals: count({
    min: 1,
    max: 2_000,
    default: 300,
    unit: 'tasks/s',
    help: 'that arrive, on average: by the seed, a Poisson stream',
  }),
  serviceMillis: count({
    min: 1,
    max: 10_000,
    default: 15,
    unit: 'ms',
    help: 'to serve a task, on average: by the seed, exponential',
  }),
  queue: count({ min: 0, max: 1_000, default: 4, unit: 'tasks', help: 'that may wait for a worker' }),
  tasks: count({ min: 1, max: LOGGED_TASKS, default: 150, unit: 'tasks', help: 'that arrive in a trial' }),
  trials: { ...commonParams.trials, default: 5 },
  timeCap: { ...commonParams.timeCap, default: 60 },
} as const

export type Knobs = Parameters<Kernel<typeof memory, typeof params>>[1]

const books = (doc: string) => i32({ writers: 'the caller', access: 'single writer', unit: 'tasks', doc })
const clock = (doc: string) => f64({ writers: 'the caller', access: 'single writer', unit: 'ns', doc })

export const memory = layout('pool-queue', {
  waiting: i32({
    writers: 'the caller',
    access: 'atomic',
    ownLine: true,
    unit: 'tasks',
    doc: 'that wait for a worker',
  }),
  arrived: books('that arrived'),
  served: books('that were served'),
  rejected: books('that were sent away'),
  ranHere: books('that whoever brought them had to do'),
  held: books('that had to wait at the door'),
  inSystem: books('that are here: in service, in the queue or at the door'),
  mostWaiting: books('the most that waited for a worker'),
  looks: i32({ writers: 'the caller', access: 'single writer', doc: 'how often it was counted how many are here' }),
  seen: f64({ writers: 'the caller', access: 'single writer', unit: 'tasks', doc: 'the sum of those counts' }),
  openedNanos: clock('when the desk opened'),
  closedNanos: clock('when the last task was served'),
  log: taskLog,
})

/**
 * Pool queue. Tasks arrive when they like, a pool serves them, and its queue is not endless. What becomes of those that find it
 * full?
 *
 * Look for: three policies, three kinds of pain. To reject loses work and keeps the wait short. To block loses nothing and
 * makes whoever brings tasks wait; behind him the next ones are late. To let the caller run the task slows him down by just
 * as much as there is too much to do. And look at Little's law, L = λW: on average as many are here as arrive per second
 * times the seconds that each stays. Both sides are measured apart: L by looking every 2 ms how many there are, λ and W by
 * the clocks of the tasks.
 *
 * Sources: J. D. C. Little, "A Proof for the Queuing Formula L = λW" (1961); B. Goetz et al., "Java Concurrency in Practice"
 * (2006), §8.3.3 (saturation policies).
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, defaults, seed 7, 5 trials each:
 *
 *   reject        turned-away   5   L 5.31   λW 5.24   25 % sent away   wait 7.97 ms
 *   block         held-up       5   L 7.16   λW 7.09                    wait 13.8 ms
 *   caller runs   caller-worked 5   L 5.45   λW 5.31                    wait 5.95 ms
 */
export const poolQueue = defineExperiment({
  id: 'pool-queue',
  title: 'Pool queue',
  topic: 'Executors and the event loop',
  question:
    'More tasks arrive than the pool can serve, and its queue is full. What becomes of them, and does L = λW hold?',

  params,
  variants: {
    reject: { title: 'reject', doc: 'a task that finds the queue full is sent away' },
    block: { title: 'block', doc: 'it waits at the door until there is room, and all others behind it' },
    callerRuns: { title: 'caller runs', doc: 'whoever brought it does it, and brings nothing meanwhile' },
  },

  presets: {
    overload: { label: 'more than can be served', params: { arrivals: 400 } },
    calm: { label: 'half of what can be served', params: { arrivals: 130, queue: 32 } },
    tight: { label: 'no queue at all', params: { queue: 0 } },
  },

  memory,
  roles: () => ['caller'],
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),
  tasks: () => import('./tasks.ts'),

  observe: (words, { workers }): Served => {
    const tasks = tasksIn(words.log)
    const openMillis = (words.closedNanos.value - words.openedNanos.value) / NANOS_PER_MILLI
    const stays = tasks.flatMap(stayOf)
    return {
      arrived: words.arrived.load(),
      served: words.served.load(),
      rejected: words.rejected.load(),
      ranHere: words.ranHere.load(),
      held: words.held.load(),
      mostWaiting: words.mostWaiting.load(),
      mostAtATime: mostAtATime(tasks.filter(({ ran }) => ran !== null && ran.lane < workers)),
      inSystem: words.looks.load() === 0 ? 0 : words.seen.value / words.looks.load(),
      lambdaW: openMillis > 0 ? stays.reduce((sum, millis) => sum + millis, 0) / openMillis : 0,
      waitMillis: meanOf(
        tasks.flatMap(({ submittedMillis, ran }) => (ran === null ? [] : ran.startedMillis - submittedMillis)),
      ),
      openMillis,
    }
  },

  outcomes: [
    {
      name: 'lost-or-overfull',
      description: 'a task was neither served nor sent away, or the queue or the pool held more than they may',
      when: (seen, { queue, workers }) =>
        seen.arrived !== seen.served + seen.rejected || seen.mostWaiting > queue || seen.mostAtATime > workers,
      grades: 'forbidden',
    },
    {
      name: 'turned-away',
      description: 'tasks that found the queue full were sent away',
      when: ({ rejected }) => rejected > 0,
      grades: { reject: 'interesting', block: 'forbidden', callerRuns: 'forbidden' },
    },
    {
      name: 'caller-worked',
      description: 'whoever brought tasks had to do some of them',
      when: ({ ranHere }) => ranHere > 0,
      grades: { reject: 'forbidden', block: 'forbidden', callerRuns: 'interesting' },
    },
    {
      name: 'held-up',
      description: 'whoever brought tasks had to wait at the door',
      when: ({ held }) => held > 0,
      grades: { reject: 'forbidden', block: 'interesting', callerRuns: 'forbidden' },
    },
    {
      name: 'all-taken',
      description: 'the queue always had room',
      when: () => true,
      grades: 'acceptable',
    },
  ],

  checks: [
    {
      name: 'all-arrived',
      description: 'as many tasks arrived as were planned',
      holds: ({ arrived }, { tasks }) => arrived === tasks,
    },
  ],

  measures: [
    {
      name: 'in-system',
      unit: 'tasks',
      help: 'L: how many are here on average, counted by looking every 2 ms',
      of: ({ observed }: TrialFacts<Served>) => observed.inSystem,
    },
    {
      name: 'lambda-w',
      unit: 'tasks',
      help: 'λW: served per second times seconds that each stays, by the tasks’ own clocks',
      of: ({ observed }: TrialFacts<Served>) => observed.lambdaW,
    },
    {
      name: 'difference',
      unit: 'share',
      help: 'how far apart the two sides of Little’s law are, of the right one',
      of: ({ observed: { inSystem, lambdaW } }: TrialFacts<Served>) =>
        lambdaW > 0 ? Math.abs(inSystem - lambdaW) / lambdaW : undefined,
    },
    {
      name: 'wait',
      unit: 'ms',
      help: 'from arriving until service begins, mean of those that were served',
      of: ({ observed }: TrialFacts<Served>) => observed.waitMillis,
    },
    {
      name: 'throughput',
      unit: 'tasks/s',
      help: 'served, while the desk was open',
      of: ({ observed: { served, openMillis } }: TrialFacts<Served>) =>
        openMillis > 0 ? (served * 1000) / openMillis : undefined,
    },
    {
      name: 'rejected',
      unit: 'share',
      help: 'of those that arrived',
      only: ['reject'],
      of: ({ observed: { rejected, arrived } }: TrialFacts<Served>) => (arrived > 0 ? rejected / arrived : undefined),
    },
  ],

  headline: stories => {
    const told = stories.flatMap(({ title, medians: { 'in-system': left, 'lambda-w': right, rejected } }) => {
      if (left === undefined || right === undefined) return []
      const lost = rejected === undefined ? '' : `, ${formatShare(rejected)} sent away`
      return [`${title}: L = ${significant(left)} against λW = ${significant(right)}${lost}`]
    })
    return told.length === 0 ? '' : `${told.join('; ')}.`
  },

  charts: ['level-strip', 'gantt', 'outcome-table'],

  levels: [
    {
      name: 'waiting',
      title: 'tasks that wait',
      unit: 'tasks',
      ceiling: ({ queue }) => queue,
      of: ({ waiting }) => waiting.load(),
    },
  ],

  spans: ({ log }, { workers }) => taskSpans(log, [...workerLanes(workers), 'the caller'], 'waits'),
})

/** From arriving to the end of its service; nothing where it was sent away. */
function stayOf({ submittedMillis, ran }: TaskEntry): number[] {
  return ran === null ? [] : [ran.endedMillis - submittedMillis]
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
