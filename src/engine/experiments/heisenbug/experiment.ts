import { formatShare } from '../../../base/units.ts'
import { block, i32, layout } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { countedAxis, countedOutcomes, lossOf, lostOf, type Counted } from '../kit/lossy-counter.ts'
import { share, tally, throughput } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'

/** Lines that the log holds; older ones are overwritten. */
export const LOG_LINES = 1024

/** A gap by default, much shorter than a look at the program: as in programs that somebody has to debug. */
const narrow: typeof amplifierParams.amplifier = { ...amplifierParams.amplifier, default: 'spin' }

export const params = {
  additions: count({ min: 1, max: 10_000_000, default: 16_000, unit: 'additions', help: 'additions of each worker' }),
  lookNanos: count({
    min: 0,
    max: 1_000_000,
    default: 2000,
    unit: 'ns',
    help: 'how long log and slow keep the worker busy at each addition',
  }),
  amplifier: narrow,
  spinNanos: { ...amplifierParams.spinNanos, default: 300 },
  // 64 workers that look closely and share two cores take their time.
  timeCap: { ...commonParams.timeCap, default: 30 },
} as const

export const memory = layout('heisenbug', {
  total: i32({
    writers: 'every worker',
    access: 'racy',
    ownLine: true,
    unit: 'additions',
    doc: 'the shared counter: loaded and stored, both atomically, in every variant',
  }),
  logGate: mutexLayout,
  logged: i32({ writers: 'the holder of logGate', access: 'under logGate', unit: 'lines', doc: 'lines so far; wraps' }),
  log: block(LOG_LINES, {
    writers: 'the holder of logGate',
    access: 'under logGate',
    doc: 'what was stored, in a circle',
  }),
  debugger: mutexLayout,
})

/**
 * Heisenbug. A program loses updates. Watch it closely, and it loses fewer, or none. The bug is there all the same.
 *
 * Look for: the loss rate of the same faulty addition watched in three ways, and unwatched. Nobody repairs it: watching only
 * changes when the workers are where, and letting one at a time go on hides the race altogether.
 *
 * Sources: Gray, "Why Do Computers Stop and What Can Be Done About It?" (1985), §"Heisenbugs"; Gait, "A Probe Effect in
 * Concurrent Programs" (1986).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each; additions
 * that vanished, median and 95 % interval:
 *
 *   off   exact  1   lost 29   29.8 % (27.9 % to 46.7 %)
 *   log   exact  0   lost 30   12.1 % (9.7 % to 14.4 %)
 *   slow  exact  1   lost 29   14.9 % (12.1 % to 16.9 %)
 *   step  exact 30   lost  0   0.0 % (0.0 % to 0.0 %)
 */
export const heisenbug = defineExperiment({
  id: 'heisenbug',
  title: 'Heisenbug',
  topic: 'Races',
  question: 'A program loses updates. Does it still, while somebody watches it?',

  params,
  variants: {
    off: { title: 'unwatched', doc: 'load, add, store, as fast as it goes' },
    log: { title: 'logged', doc: 'each addition writes a line to a log that all share, as `printf` does' },
    slow: { title: 'slowed down', doc: 'each addition comes after a delay, as under a profiler or a debug build' },
    step: { title: 'stepped', doc: 'one worker at a time makes an addition, as when stepping in a debugger' },
  },

  presets: {
    '4x2000': { label: '4 workers, a long look', params: { workers: 4, additions: 2000, lookNanos: 20_000 } },
    'natural-width': {
      label: '2 x 40 000, nothing in the gap, a short look',
      params: { workers: 2, additions: 40_000, amplifier: 'none', lookNanos: 500 },
    },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'adder'),

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: (words, _params, done): Counted => ({ expected: done.operations, actual: words.total.load() }),

  // Step makes one step of the pair: what it shows is not the program that runs without it.
  outcomes: countedOutcomes({ off: 'interesting', log: 'interesting', slow: 'interesting', step: 'forbidden' }),

  checks: [
    {
      name: 'operations-add-up',
      description: 'the additions that the workers counted themselves sum to workers x additions',
      holds: (_observed, { workers, additions }, done) => done.operations === workers * additions,
    },
  ],

  measures: [
    share('loss-rate', 'vanished additions of all additions, per trial', lossOf),
    tally('lost', 'additions that vanished, per trial', lostOf),
    throughput('additions'),
  ],

  axis: countedAxis,

  headline: stories =>
    `Additions that vanished, in the median: ${stories.map(({ title, medians }) => `${title} ${formatShare(medians['loss-rate'] ?? 0)}`).join(', ')}. The program is the same each time.`,

  charts: ['bound-axis', 'outcome-table', 'throughput-over-time'],
})
