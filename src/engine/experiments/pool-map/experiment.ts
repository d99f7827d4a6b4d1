import { capitalised, listed } from '../../../base/text.ts'
import { formatMillis, significant } from '../../../base/units.ts'
import { block, f64, floats, i32, layout } from '../../memory/layout.ts'
import { defineExperiment, type Kernel } from '../kit/define-experiment.ts'
import type { Measure, TrialFacts } from '../kit/measures.ts'
import { choice, commonParams, count } from '../kit/params.ts'
import { mostAtATime, taskLog, tasksIn, taskSpans, workerLanes } from '../kit/task-log.ts'
import { rootsUpTo } from '../kit/roots.ts'
import { PAGE_BYTES } from './pages.ts'

/** As many sums as the page's question says. */
export const TASKS = 8
const MOST_MEBIBYTES = 64
export const MEBIBYTE = 1_048_576
/** Adding up so many rounded numbers, one after the other, is off by less than this. */
const TOLERANCE = 1e-9
const NANOS_PER_MILLI = 1e6

type Mapped = {
  /** Sums that are what they should be. */
  readonly right: number
  /** Tasks whose payload arrived whole. */
  readonly carried: number
  /** The executor would not carry the payload in this way. */
  readonly refused: number
  readonly mostAtATime: number
  readonly wallMillis: number
  readonly aloneMillis: number
  readonly startMillis: number
  /** A task that does nothing, there and back: without and with the payload. */
  readonly askMillis: number
  readonly carryMillis: number
}

export const params = {
  workers: count({ min: 1, max: 64, default: 4, unit: 'workers', help: 'workers of the executor' }),
  size: count({
    min: 1,
    max: 1_000_000_000,
    default: 10_000_000,
    unit: 'roots',
    help: 'square roots that each of the 8 tasks adds up',
  }),
  payload: count({ min: 0, max: MOST_MEBIBYTES, default: 0, unit: 'MiB', help: 'data that each task is handed' }),
  carry: choice({
    choices: {
      clone: 'the data is copied for each task',
      transfer: 'each task’s data is moved to it: threads only',
      share: 'all look at the same memory: threads only',
    },
    default: 'clone',
    help: 'how tasks are handed their data',
  }),
  trials: { ...commonParams.trials, default: 5 },
  // A task counts when it is done, and on a busy machine that takes its time.
  stallAfter: { ...commonParams.stallAfter, default: 30 },
  timeCap: { ...commonParams.timeCap, default: 60 },
} as const

export type Knobs = Parameters<Kernel<typeof memory, typeof params>>[1]

const measured = (doc: string) => f64({ writers: 'the caller', access: 'single writer', unit: 'ns', doc })

export const memory = layout('pool-map', {
  wallNanos: measured('all 8 tasks, from the first submit to the last result'),
  aloneNanos: measured('one of the tasks, on the caller’s own thread'),
  askNanos: measured('a task that does nothing, there and back'),
  carryNanos: measured('the same with the payload'),
  startMillis: f64({ writers: 'the caller', access: 'single writer', unit: 'ms', doc: 'start-up of the workers' }),
  refused: i32({
    writers: 'the caller',
    access: 'single writer',
    doc: '1 = the executor refused to carry the data so',
  }),
  sums: floats(TASKS, { writers: 'the caller', access: 'single writer', doc: 'per task: its sum' }),
  pages: block(TASKS, {
    writers: 'the caller',
    access: 'single writer',
    unit: 'pages',
    doc: 'per task: pages of its data that it read; -1 = it was handed none',
  }),
  log: taskLog,
})

/**
 * Pool map. Eight sums of square roots, on a pool of workers. Is it faster than a loop, and from how much work on?
 *
 * Look for: what one has to pay before anything is gained. Workers must be started, once; every task must be handed over
 * and its result handed back; data must be copied, moved or shared. Threads get away with little. Processes start a whole
 * runtime each, and whatever they are given is written into a socket and read from it.
 * All of it is measured in the trial itself. The work from which on it pays is computed from that, by T = start-up + 8 · (asking
 * + carrying) + work / speed-up.
 *
 * Sources: G. Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities" (1967);
 * Python documentation, `multiprocessing.pool.Pool.map` (`chunksize`: "for very long iterables … can make the job complete
 * much faster").
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, defaults, seed 7, 5 trials each; medians, and the 95 % interval of the speed-up:
 *
 *   serial       right 5    118 ms
 *   threads      right 5   67.6 ms   1.77 times as fast (1.72 to 1.82)   start-up 284 ms   asking 0.041 ms
 *   processes    right 5   69.5 ms   1.67 times as fast (1.63 to 1.82)   start-up 601 ms   asking 0.13 ms
 *
 * Threads that are there already pay from 0.76 ms of work on, processes from 2.6 ms; with their start-up from 651 ms and 1.47 s.
 */
export const poolMap = defineExperiment({
  id: 'pool-map',
  title: 'Pool map',
  topic: 'Parallelism and the GIL',
  question: 'Eight heavy tasks on a pool of workers: is that faster than a loop, and from how much work on?',

  params,
  variants: {
    serial: { title: 'serial', doc: 'a loop on the caller’s own thread' },
    threads: { title: 'threads', doc: 'an executor of threads' },
    processes: { title: 'processes', doc: 'an executor of processes' },
  },

  presets: {
    heavy: { label: '8 x 10 000 000', params: { size: 10_000_000 } },
    tiny: { label: '8 x 1 000: too little', params: { size: 1_000 } },
    cloned: { label: '16 MiB each, cloned', params: { payload: 16, carry: 'clone' } },
    moved: { label: '16 MiB each, moved', params: { payload: 16, carry: 'transfer' } },
    shared: { label: '16 MiB, shared', params: { payload: 16, carry: 'share' } },
  },

  memory,
  roles: () => ['caller'],
  prepare: ({ pages }) => {
    pages.items.fill(-1)
  },
  kernels: () => import('./kernel.ts'),
  tasks: () => import('./tasks.ts'),

  observe: ({ sums, pages, log, ...words }, { size, payload }): Mapped => {
    const expected = Array.from({ length: TASKS }, (_, task) => rootsUpTo((task + 1) * size) - rootsUpTo(task * size))
    const wanted = payload === 0 ? -1 : Math.ceil((payload * MEBIBYTE) / PAGE_BYTES)
    return {
      right: expected.filter((sum, task) => Math.abs((sums.items[task] ?? 0) - sum) <= sum * TOLERANCE).length,
      carried: Array.from(pages.items).filter(own => own === wanted).length,
      refused: words.refused.load(),
      mostAtATime: mostAtATime(tasksIn(log)),
      wallMillis: words.wallNanos.value / NANOS_PER_MILLI,
      aloneMillis: words.aloneNanos.value / NANOS_PER_MILLI,
      startMillis: words.startMillis.value,
      askMillis: words.askNanos.value / NANOS_PER_MILLI,
      carryMillis: words.carryNanos.value / NANOS_PER_MILLI,
    }
  },

  outcomes: [
    {
      name: 'right',
      description: 'all 8 sums are those of the formula, and all data arrived',
      when: ({ right, carried, refused }) => refused === 0 && right === TASKS && carried === TASKS,
      grades: 'acceptable',
    },
    {
      name: 'refused',
      description: 'the executor cannot move or share memory with processes, and said so',
      when: ({ refused }) => refused === 1,
      possible: ({ payload, carry }) => payload > 0 && carry !== 'clone',
      grades: { serial: 'forbidden', threads: 'forbidden', processes: 'interesting' },
    },
    {
      name: 'wrong',
      description: 'a sum is not that of the formula, or data is missing',
      when: () => true,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'within-workers',
      description: 'never more tasks at the same time than the executor has workers',
      holds: ({ mostAtATime: most }, { workers }) => most <= workers,
    },
  ],

  measures: [
    figure('wall', 'ms', 'all 8 tasks, from the first submit to the last result', ({ wallMillis }) => wallMillis),
    pooled('work', 'ms', 'what 8 tasks take one after the other: 8 times one that ran alone just before', workOf),
    pooled('speed-up', 'x', 'work / wall', facts =>
      facts.wallMillis > 0 ? workOf(facts) / facts.wallMillis : undefined,
    ),
    pooled('start-up', 'ms', 'from asking for the workers until all were ready; once', facts => facts.startMillis),
    pooled('ask', 'ms/task', 'a task that does nothing, there and back', ({ askMillis }) => askMillis),
    pooled('carry', 'ms/task', 'what the data adds to that', ({ askMillis, carryMillis }) =>
      carryMillis === 0 ? undefined : Math.max(0, carryMillis - askMillis),
    ),
    pooled('break-even-warm', 'ms', 'computed: work from which on warm workers are faster', facts =>
      breakEven(facts, 0),
    ),
    pooled('break-even-cold', 'ms', 'computed: the same with their start-up', facts =>
      breakEven(facts, facts.startMillis),
    ),
  ],

  headline: stories => {
    const told = stories.flatMap(({ title, medians: { wall, 'speed-up': speedUp } }) => {
      if (wall === undefined) return []
      // Over the work of the same trial: the machine may be another one in the trials of `serial`.
      const times = speedUp === undefined ? '' : ` (${significant(speedUp)} times as fast)`
      return [`${title} took ${formatMillis(wall)}${times}`]
    })
    return told.length === 0 ? '' : `${capitalised(listed(told))}.`
  },

  charts: ['wall-bars', 'break-even', 'gantt', 'outcome-table'],

  spans: ({ log }, { workers }) => taskSpans(log, workerLanes(workers), 'runs'),
})

function workOf({ aloneMillis }: Mapped): number {
  return aloneMillis * TASKS
}

/** The work at which a loop takes as long as the executor; undefined where the executor never catches up. */
function breakEven(facts: Mapped, startMillis: number): number | undefined {
  const toll = startMillis + TASKS * Math.max(facts.askMillis, facts.carryMillis)
  // What the workers gain is what is left of the wall time when the toll of asking is taken off.
  const working = facts.wallMillis - TASKS * Math.max(facts.askMillis, facts.carryMillis)
  const gain = working > 0 ? workOf(facts) / working : 0
  return gain > 1 ? toll / (1 - 1 / gain) : undefined
}

function figure(
  name: string,
  unit: string,
  help: string,
  of: (observed: Mapped) => number | undefined,
): Measure<Mapped> {
  return {
    name,
    unit,
    help,
    of: ({ observed }: TrialFacts<Mapped>) => (observed.refused === 1 ? undefined : of(observed)),
  }
}

function pooled(
  name: string,
  unit: string,
  help: string,
  of: (observed: Mapped) => number | undefined,
): Measure<Mapped> {
  return { ...figure(name, unit, help, of), only: ['threads', 'processes'] }
}
