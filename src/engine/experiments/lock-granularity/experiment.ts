import { block, i32, layout, perWorker } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { lockArray } from '../kit/lock-array.ts'
import { contention, cost, share, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { speedStory } from '../kit/speed-story.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Table = {
  /** Additions, as the workers counted them for themselves. */
  readonly expected: number
  readonly counted: number
  readonly totals: number
  /** Totals that missed what the worker knew to be in the table. */
  readonly wentBack: number
}

/** Entries of the table; the finest locks are one for each. */
export const KEYS = 1024

export const params = {
  trials: count({ min: 1, max: 1000, default: 5, help: 'repetitions of each variant' }),
  duration: durationParam(200),
  shards: count({ min: 1, max: KEYS, default: 16, unit: 'locks', help: 'locks of the variant sharded' }),
  skew: count({
    min: 0,
    max: 200,
    default: 0,
    unit: '%',
    help: "0 = all entries are equally popular, 100 = Zipf's law, 200 = nearly everybody wants the same one",
  }),
  work: count({ min: 0, max: 100, default: 1, unit: 'µs', help: 'work for each addition, inside or outside the lock' }),
  totals: count({
    min: 0,
    max: 1000,
    default: 2,
    unit: '‰',
    help: 'of all operations add up the whole table, for which they need all locks',
  }),
} as const

export const memory = layout('lock-granularity', {
  locks: lockArray(KEYS),
  entries: block(KEYS, { writers: 'who holds their lock', access: 'under locks', doc: 'the table' }),
  own: perWorker(
    layout('lock-granularity-own', {
      operations: i32({ writers: 'the worker', access: 'single writer', doc: 'additions and totals that it has done' }),
      additions: i32({ writers: 'the worker', access: 'single writer', doc: 'additions that it has done' }),
      totals: i32({ writers: 'the worker', access: 'single writer', doc: 'times it added up the table' }),
      wentBack: i32({ writers: 'the worker', access: 'single writer', doc: 'totals below what it knew to be there' }),
    }),
  ),
})

/**
 * Lock granularity. K workers add to the entries of a table; now and then one adds up all of it. One lock, some, or one
 * per entry?
 *
 * Look for: where each worker has a core, the long hold is as slow as one worker alone, with the same single lock as the
 * short hold: what is done inside counts for more than how many locks there are. Some shards help where workers meet; a
 * lock per entry pays a thousand acquires for each total, with any number of cores. With skew the popular entry's lock is
 * the bottleneck, and finer locks do not help.
 *
 * Sources: Herlihy, Shavit, Luchangco and Spear, "The Art of Multiprocessor Programming" (2nd ed., 2020), §13.2, striped
 * hash sets; Gray, Lorie, Putzolu and Traiger, "Granularity of Locks and Degrees of Consistency" (1976).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, 2 workers, 5 trials each, medians in
 * thousands of operations per second (seed 1853381498, and seed 1874835809 with preset many-totals):
 *
 *   long-hold   481    285
 *   one-lock    793    341
 *   sharded     771    261
 *   per-entry   518    164
 */
export const lockGranularity = defineExperiment({
  id: 'lock-granularity',
  title: 'Lock granularity',
  topic: 'Locks',
  question: 'One lock for everything, or one for each thing? And what is done while it is held?',

  params,
  variants: {
    longHold: { title: 'one lock, long hold', doc: 'the work for an addition is done inside' },
    oneLock: { title: 'one lock, short hold', doc: 'the work is done before, only the addition inside' },
    sharded: { title: 'sharded', doc: 'as many locks as the parameter shards says, each for a part of the table' },
    perEntry: { title: 'a lock per entry', doc: 'as narrow as can be; a total takes 1 024 locks' },
  },

  presets: {
    'no-totals': { label: 'nobody needs the whole table', params: { totals: 0 } },
    'many-totals': { label: 'one operation in twenty needs it all', params: { totals: 50 } },
    skewed: { label: "Zipf's law: some entries are popular", params: { skew: 150, totals: 0 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'clerk'),
  lasts: ({ duration }) => duration,
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Table => {
    const own = words.own.first(workers)
    return {
      expected: own.reduce((sum, { additions }) => sum + additions.load(), 0),
      counted: words.entries.items.reduce((sum, entry) => sum + entry, 0),
      totals: own.reduce((sum, { totals }) => sum + totals.load(), 0),
      wentBack: own.reduce((sum, { wentBack }) => sum + wentBack.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'exact',
      description: 'the entries add up to the additions, and no total missed one that had been made before',
      when: ({ expected, counted, wentBack }) => counted === expected && wentBack === 0,
      grades: 'acceptable',
    },
    {
      name: 'lost',
      description: 'the entries do not add up to the additions: two held the lock of one entry',
      when: ({ expected, counted }) => counted !== expected,
      grades: 'forbidden',
    },
    {
      name: 'torn-total',
      description: 'a total missed additions that its worker knew of: it was not alone with the table',
      when: ({ wentBack }) => wentBack > 0,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'additions and totals are all the operations there were',
      holds: ({ expected, totals }, _params, done) => expected + totals === done.operations,
    },
  ],

  measures: [
    throughput('operations'),
    cost,
    contention('longHold', 'oneLock', 'sharded', 'perEntry'),
    share('totals-share', 'operations that added up the whole table, of all', ({ expected, totals }: Table) =>
      expected + totals > 0 ? totals / (expected + totals) : 0,
    ),
  ],

  headline: stories => speedStory(stories, 'operations'),

  charts: ['cost-ladder', 'throughput-over-time', 'wait-histogram', 'thread-lanes', 'outcome-table'],
})
