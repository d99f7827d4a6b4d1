import { jainIndex } from '../../../base/fairness.ts'
import { capitalised, listed } from '../../../base/text.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { fairMutexLayout } from '../../sync/fair-mutex.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { mcsLockLayout } from '../kit/mcs-lock.ts'
import { contention, cost, cpuPerOperation, share, tally, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { speedStory } from '../kit/speed-story.ts'
import { spinLockLayout } from '../kit/spin-lock.ts'
import { ticketLockLayout } from '../kit/ticket-lock.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Visits = {
  readonly expected: number
  readonly counted: number
  readonly fairness: number
  /** Workers that never got in. */
  readonly starved: number
}

/** What a lock may add to hold and think before it counts as slow, generously. */
const LOCK_MICROS = 1
/** Of what one worker alone would do; less is a collapse, on a machine that is busy with other work, too. */
const COLLAPSED_SHARE = 0.03

export const params = {
  workers: count({
    min: 1,
    max: 64,
    default: ({ cores }) => Math.min(64, 2 * cores),
    help: 'threads that run at the same time; up to four times the cores is worth trying',
  }),
  trials: count({ min: 1, max: 1000, default: 5, help: 'repetitions of each variant' }),
  duration: durationParam(200),
  hold: count({ min: 0, max: 100, default: 1, unit: 'µs', help: 'work inside the lock' }),
  think: count({ min: 0, max: 100, default: 2, unit: 'µs', help: 'work outside between two passages, on average' }),
} as const

export const memory = layout('lock-zoo', {
  counter: i32({ writers: 'the holder', access: 'racy', ownLine: true, unit: 'passages', doc: 'counted inside' }),
  futex: mutexLayout,
  adaptive: mutexLayout,
  spin: spinLockLayout,
  ticket: ticketLockLayout,
  mcs: mcsLockLayout,
  fair: fairMutexLayout,
  passages: perWorker(
    i32({ writers: 'the worker', access: 'single writer', unit: 'passages', doc: 'times it was inside' }),
  ),
})

/** Whoever runs may take it: nobody has to wait for one certain worker. */
const IN_ANY_ORDER = { futexMutex: 'acceptable', adaptive: 'acceptable', spin: 'acceptable' } as const
const IN_ORDER = { fairMutex: 'acceptable', ticket: 'interesting', mcs: 'interesting' } as const

/**
 * Lock zoo. K workers hold a lock for a while, think for a while, and come again. Which lock serves them best, and for
 * which hold, think and number of workers?
 *
 * Look for: no lock wins everywhere. With a core for each worker and short holds the spinners are good and fair; with twice
 * as many workers as cores ticket and MCS collapse, because the one whose turn it is has no core, and those that spin have
 * them. Sleeping costs a wake-up and never collapses. Compare the CPU time per passage beside the throughput.
 *
 * Sources: Mellor-Crummey and Scott (1991); Guiroux, Lachaize and Quéma, "Multicore Locks: The Case Is Not Closed Yet"
 * (2016), for the title's claim on 27 locks and 35 programs.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, seed 3750505740, 4 workers, hold 1 µs,
 * think 2 µs, 5 trials each, medians:
 *
 *   futex-mutex   57.1 k passages/s    8.1 µs CPU per passage   fairness 99 %
 *   adaptive      67.3 k               4.3 µs                            99 %
 *   fair-mutex    65.3 k               9.0 µs                            99 %
 *   spin          76.5 k               7.7 µs                            83 %
 *   ticket         5.3 k               133 µs                            58 %
 *   mcs            1.0 k               224 µs                            50 %
 */
export const lockZoo = defineExperiment({
  id: 'lock-zoo',
  title: 'Lock zoo',
  topic: 'Locks',
  question: 'Hold for a while, think for a while, come again. Which lock is best, and when?',

  params,
  variants: {
    futexMutex: { title: 'futex mutex', doc: 'a short look, then asleep in the kernel until the holder wakes one' },
    adaptive: { title: 'adaptive mutex', doc: 'spins as long as spinning has lately paid, then sleeps' },
    fairMutex: { title: 'fair mutex', doc: 'sleepers are queued, and a release goes to the first of them' },
    spin: { title: 'spin lock', doc: 'test and test-and-set: all look at one word' },
    ticket: { title: 'ticket lock', doc: 'in order of arrival; all look at one word' },
    mcs: { title: 'MCS lock', doc: 'in order of arrival; each looks at a word of its own' },
  },

  presets: {
    'two-short': { label: '2 workers, nothing but the lock', params: { workers: 2, hold: 0, think: 0 } },
    'two-long': { label: '2 workers, hold 20 µs, think 20 µs', params: { workers: 2, hold: 20, think: 20 } },
    'seldom-met': { label: '4 workers, hold 1 µs, think 100 µs', params: { workers: 4, hold: 1, think: 100 } },
    crowd: { label: '16 workers, hold 2 µs, think 5 µs', params: { workers: 16, hold: 2, think: 5 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'visitor'),
  lasts: ({ duration }) => duration,
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }, done): Visits => {
    const passages = words.passages.first(workers).map(own => own.load())
    return {
      expected: done.operations,
      counted: words.counter.load(),
      fairness: jainIndex(passages),
      starved: passages.filter(own => own === 0).length,
    }
  },

  outcomes: [
    {
      name: 'lost',
      description: 'the counter is not the sum of the passages: the lock let two in',
      when: ({ expected, counted }) => counted !== expected,
      grades: 'forbidden',
    },
    {
      name: 'collapsed',
      description: 'all workers together did less than a thirtieth of what one of them alone would have done',
      when: ({ expected }, { duration, hold, think }) =>
        expected * (hold + think + LOCK_MICROS) < COLLAPSED_SHARE * duration * 1000,
      grades: { ...IN_ANY_ORDER, ...IN_ORDER },
    },
    {
      name: 'exact',
      description: 'every passage is in the counter',
      when: () => true,
      grades: 'acceptable',
    },
  ],

  checks: [],

  measures: [
    throughput('passages'),
    cost,
    cpuPerOperation,
    share(
      'fairness',
      "Jain's index over the workers' passages: 1 = all had the same",
      ({ fairness }: Visits) => fairness,
    ),
    tally('starved', 'workers that never got in, per trial', ({ starved }: Visits) => starved),
    contention('futexMutex', 'adaptive', 'fairMutex'),
  ],

  headline: stories => {
    const collapsed = stories
      .filter(({ counts, finished }) => (counts['collapsed'] ?? 0) * 2 > finished)
      .map(({ title }) => title)
    const fallen = collapsed.length > 0 ? ` ${capitalised(listed(collapsed))} collapsed.` : ''
    return speedStory(stories, 'passages') + fallen
  },

  charts: ['cost-ladder', 'fairness-bars', 'wait-histogram', 'thread-lanes', 'outcome-table', 'throughput-over-time'],
})
