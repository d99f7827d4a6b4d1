import { capitalised } from '../../../base/text.ts'
import { significant } from '../../../base/units.ts'
import { f64, layout } from '../../memory/layout.ts'
import { aloneAndTogetherLayout, initializeRounds, ROUNDS } from '../kit/alone-and-together.ts'
import { concurrencyWitness, mostInside } from '../kit/concurrency-witness.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import type { Measure } from '../kit/measures.ts'
import { commonParams, count, seconds } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'
import {
  initializeInterpreter,
  interpreterLayout,
  mostComputing,
  SLICE_MICROS,
  tracedThreads,
} from '../kit/simulated-thread.ts'

type Seen = {
  readonly threads: number
  /** At most; 0 where nothing was computed, or nobody waited. */
  readonly computingAtOnce: number
  readonly waitingAtOnce: number
  /** Threads that the clock saw compute. */
  readonly traced: number
  /** Its shortest round, one thread alone: its tasks, and what of that time it computed, or else had the lock. */
  readonly aloneMillis: number
  readonly aloneLockedMillis: number
  /** The shortest round of all threads, with as many tasks each. */
  readonly togetherMillis: number
}

export const params = {
  workers: count({ min: 2, max: 64, default: 4, help: 'threads of the program, whatever the machine has for cores' }),
  trials: { ...commonParams.trials, default: 5 },
  waitShare: count({
    min: 0,
    max: 100,
    default: 50,
    unit: '%',
    help: 'of each task that it waits; it computes the rest',
  }),
  taskMicros: count({ min: 100, max: 100_000, default: 4_000, unit: 'µs', help: 'how long a task takes alone' }),
  tasks: count({ min: 1, max: 1000, default: 10, unit: 'tasks', help: 'of each thread, in each of four rounds' }),
  switchInterval: seconds({
    min: 0.0001,
    max: 0.05,
    default: 0.005,
    help: 'how long a thread waits for the lock before it asks for it; sys.setswitchinterval, 0.005 in CPython',
  }),
} as const

export const memory = layout('gil-release', {
  interpreter: interpreterLayout,
  rounds: aloneAndTogetherLayout,
  outside: pauseLayout,
  waiting: concurrencyWitness,
  aloneLockedNanos: f64({
    writers: 'T1',
    access: 'single writer',
    unit: 'ns',
    doc: 'of its shortest round alone, computing or else with the lock',
  }),
})

/** What a task computes, in slices. */
export function slicesOf({
  taskMicros,
  waitShare,
}: {
  readonly taskMicros: number
  readonly waitShare: number
}): number {
  return Math.round((taskMicros * (100 - waitShare)) / 100 / SLICE_MICROS)
}

const speedUp: Measure<Seen> = {
  name: 'speed-up',
  unit: 'times',
  help: 'tasks of all threads in the time in which one thread alone does its own; of each the shortest of four rounds',
  of: ({ observed: { threads, aloneMillis, togetherMillis } }) =>
    togetherMillis > 0 ? (threads * aloneMillis) / togetherMillis : undefined,
}

/**
 * Computing takes turns, waits overlap: the time is that of all computing one after the other, or that of the longest
 * thread, whichever is longer. Where the lock is kept while waiting, waits take turns like computing.
 */
const predicted: Measure<Seen> = {
  name: 'predicted-speed-up',
  unit: 'times',
  help: 'from what one thread alone did: threads, or its time / its time with the lock, whichever is less',
  only: ['released', 'held'],
  of: ({ observed: { threads, aloneMillis, aloneLockedMillis } }) =>
    aloneMillis > 0 ? (threads * aloneMillis) / Math.max(threads * aloneLockedMillis, aloneMillis) : undefined,
}

/**
 * GIL release. Threads under one lock that wait for a share of their time, and drop the lock while they do. What do they
 * gain, and could one have known?
 *
 * Look for: the dot beside the dashed mark. Computing takes turns, waits overlap, so n threads whose tasks take c of
 * computing and w of waiting need max(n·c, c + w) for each round of tasks: a speed-up of min(n, (c + w) / c). The prediction
 * is made from what T1 did alone right before, with the waits as long as the system really made them. In `held` the lock is
 * kept while waiting, as by an extension that forgets to release it, and nothing overlaps.
 * Threads and times are real; the lock is the model of kit/gil.ts.
 *
 * Sources: as in kit/gil.ts; CPython, `Include/ceval.h`, on Py_BEGIN_ALLOW_THREADS; G. Amdahl, "Validity of the Single
 * Processor Approach" (1967), for the bound that a serial part sets.
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, seed 7, 4 workers, 5 trials each; speed-up, median and 95 % interval, beside the
 * predicted one:
 *
 *   wait share   free                   released                               held
 *    0 %         1.95 (1.89 to 1.98)    0.967 (0.896 to 0.988), predicted 1.00   0.977 (0.953 to 0.987)
 *   50 %         3.20 (3.02 to 3.27)    1.96 (1.87 to 2.06), predicted 2.09      0.977 (0.970 to 1.00)
 *   75 %         3.86 (3.77 to 3.94)    3.31 (3.23 to 3.47), predicted 4.00      0.983 (0.977 to 0.990)
 *
 * never two computing in released and held, never two waiting in held. Handing the lock over takes time that the prediction
 * does not know of, and more of it the more threads are ready at the same moment.
 */
export const gilRelease = defineExperiment({
  id: 'gil-release',
  title: 'GIL release',
  topic: 'Parallelism and the GIL',
  question: 'The lock is dropped while a thread waits. How much do threads gain, by how much they wait?',
  simulated: true,

  params,
  variants: {
    free: { title: 'no lock', doc: 'computing and waits overlap, as far as there are cores' },
    released: { title: 'GIL, dropped while waiting', doc: 'waits overlap, computing takes turns' },
    held: { title: 'GIL, kept while waiting', doc: 'nothing overlaps: an extension that forgets to release the lock' },
  },

  presets: {
    computes: { label: 'only computes', params: { waitShare: 0 } },
    quarter: { label: 'waits 25 %', params: { waitShare: 25 } },
    half: { label: 'waits 50 %', params: { waitShare: 50 } },
    'three-quarters': { label: 'waits 75 %', params: { waitShare: 75 } },
    mostly: { label: 'waits 95 %', params: { waitShare: 95 } },
    waits: { label: 'only waits', params: { waitShare: 100 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'thread'),

  prepare: ({ interpreter, rounds }, { workers }) => {
    initializeInterpreter(interpreter, workers)
    initializeRounds(rounds, workers)
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ interpreter, waiting, rounds, aloneLockedNanos }, { workers }): Seen => ({
    threads: workers,
    computingAtOnce: mostComputing(interpreter, workers),
    waitingAtOnce: mostInside(waiting, workers),
    traced: tracedThreads(interpreter, workers),
    aloneMillis: rounds.aloneNanos.value / 1e6,
    aloneLockedMillis: aloneLockedNanos.value / 1e6,
    togetherMillis: rounds.togetherNanos.value / 1e6,
  }),

  outcomes: [
    {
      name: 'computing-overlaps',
      description: 'two threads computed at the same moment',
      when: ({ computingAtOnce }) => computingAtOnce > 1,
      grades: { free: 'acceptable', released: 'forbidden', held: 'forbidden' },
    },
    {
      name: 'waits-overlap',
      description: 'two threads waited at the same moment, and never two computed',
      when: ({ waitingAtOnce }) => waitingAtOnce > 1,
      grades: { free: 'acceptable', released: 'acceptable', held: 'forbidden' },
    },
    {
      name: 'one-by-one',
      description: 'neither computing nor waits overlapped',
      when: () => true,
      grades: { free: 'acceptable', released: 'acceptable', held: 'interesting' },
    },
  ],

  checks: [
    {
      name: 'computed-all',
      description: 'every task of every thread was computed, those of T1 alone and with the others',
      holds: (_seen, knobs, { perWorker }) => {
        const own = ROUNDS * knobs.tasks * slicesOf(knobs)
        return perWorker.every((slices, worker) => slices === (worker === 0 ? 2 * own : own))
      },
    },
    {
      name: 'traced',
      description: 'the witness that reads the clock saw every thread compute that had something to compute',
      holds: ({ traced, threads }, knobs) => traced === (slicesOf(knobs) > 0 ? threads : 0),
    },
  ],

  measures: [speedUp, predicted],

  headline: stories => sentencesOf(stories).join(' '),

  charts: ['speed-up-dots', 'owner-ribbon', 'thread-lanes', 'outcome-table', 'fairness-bars'],
})

/** What one thread does is said once. */
function sentencesOf(stories: readonly VariantStory[]): string[] {
  return stories
    .filter(({ medians }) => medians['speed-up'] !== undefined)
    .map(({ title, medians: { 'speed-up': times = 0, 'predicted-speed-up': expected } }, index) => {
      const than = index === 0 ? ' what one thread does' : ''
      const beside = expected === undefined ? '' : `, ${significant(expected)} predicted`
      return `${capitalised(title)}: ${significant(times)} times${than}${beside}.`
    })
}
