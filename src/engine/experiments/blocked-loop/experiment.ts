import { listed } from '../../../base/text.ts'
import { formatMillis } from '../../../base/units.ts'
import { f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { lagsOf, tickerLayout } from '../kit/loop-ticker.ts'
import type { TrialFacts } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { notedSpans, spanNotes } from '../kit/span-notes.ts'

/** The worker whose event loop it is; the other one computes where it is asked to. */
export const LOOP = 0
/** Computing is counted in pieces of a millisecond. */
export const PIECE_NANOS = 1e6
/** Before the block, and after it. */
export const TICKS_AROUND = 3

const LONGEST_BLOCK = 1_000

type Turning = {
  readonly ticks: number
  readonly turns: number
  readonly onLoop: number
  readonly elsewhere: number
  readonly mostInGap: number
  readonly blockMillis: number
  readonly mostLagMillis: number
  readonly medianLagMillis: number
}

export const params = {
  workers: count({ min: 2, max: 2, default: 2, help: 'the thread of the event loop, and another one' }),
  // Longer than a period, a chunk and the rounding of a timer together: then pieces cannot fit between two ticks.
  blockMillis: count({ min: 30, max: LONGEST_BLOCK, default: 100, unit: 'ms', help: 'computing, all together' }),
  chunkMillis: count({ min: 1, max: 10, default: 5, unit: 'ms', help: 'computing in one go where it is cut up' }),
  periodMillis: count({ min: 1, max: 10, default: 2, unit: 'ms', help: 'from one tick to the next' }),
  trials: { ...commonParams.trials, default: 10 },
} as const

export const memory = layout('blocked-loop', {
  ticker: tickerLayout,
  mostInGap: i32({
    writers: 'the event loop',
    access: 'single writer',
    unit: 'ms',
    doc: 'computing on its thread between two ticks, at most',
  }),
  blockNanos: f64({
    writers: 'the event loop',
    access: 'single writer',
    unit: 'ns',
    doc: 'from the beginning of the computing to its end',
  }),
  asked: eventLayout,
  answered: i32({
    writers: 'the other thread',
    access: 'atomic',
    ownLine: true,
    doc: '1 = it has computed; the event loop awaits it',
  }),
  own: perWorker(
    layout('computer', {
      pieces: i32({ writers: 'the worker', access: 'single writer', unit: 'ms', doc: 'computing that it has done' }),
    }),
  ),
  computing: spanNotes(LONGEST_BLOCK),
})

/**
 * Blocked loop. Something is due every two milliseconds on an event loop. Then a handler computes for 100 ms.
 *
 * Look for: the strip of lags. An event loop serves one handler after the other and takes none of them away. While one
 * computes, whatever else was due comes late by as much as is left of the block: a ramp that falls to nothing.
 * Awaiting is not enough. Continuations of promises that are settled are served before the next timer or message, so a loop
 * that awaits only such answers stands as still as one that awaits nothing. What lets others in is a turn of the loop: a
 * timer, a message, an answer from outside.
 *
 * What is judged is counted, not timed: how much was computed on the loop's thread between two ticks. The least that a
 * block delays the tick that was due when it began is certain, too: its own length.
 *
 * Sources: WHATWG HTML, "Event loop processing model"; Node.js, "Don't Block the Event Loop (or the Worker Pool)" and
 * `perf_hooks.monitorEventLoopDelay`; ECMA-262, `Atomics.waitAsync`.
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, defaults, seed 7, 10 trials each; medians:
 *
 *   blocking   stood-still 10   kept-turning  0   latest tick 103 ms    median tick 46.6 ms
 *   awaiting   stood-still 10   kept-turning  0               102 ms                46.1 ms
 *   chunked    stood-still  0   kept-turning 10                12.2 ms               2.78 ms
 *   worker     stood-still  0   kept-turning 10                 2.04 ms              0.653 ms
 */
export const blockedLoop = defineExperiment({
  id: 'blocked-loop',
  title: 'Blocked loop',
  topic: 'Executors and the event loop',
  question: 'Something is due on an event loop every few milliseconds. How late does it come while a handler computes?',

  params,
  variants: {
    blocking: { title: 'blocking', doc: 'the handler computes in one go' },
    awaiting: { title: 'awaiting', doc: 'in chunks, with an await after each of what is there already' },
    chunked: { title: 'chunked', doc: 'in chunks, with a turn of the loop after each' },
    worker: { title: 'worker', doc: 'another thread computes; the loop awaits a word of shared memory' },
  },

  presets: {
    '100ms': { label: '100 ms', params: { blockMillis: 100 } },
    second: { label: 'a whole second', params: { blockMillis: 1_000, trials: 3 } },
    'small-chunks': { label: 'chunks of 1 ms', params: { chunkMillis: 1 }, variants: ['chunked', 'worker'] },
  },

  memory,
  roles: () => ['event loop', 'other thread'],

  prepare: ({ asked }) => {
    initializeEvent(asked, 'manual-reset')
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ ticker, mostInGap, blockNanos, own }): Turning => {
    const lags = lagsOf(ticker)
      .map(({ lagNanos }) => lagNanos)
      .toSorted((a, b) => a - b)
    const [loop = 0, elsewhere = 0] = own.first(2).map(({ pieces }) => pieces.load())
    return {
      ticks: ticker.ticks.load(),
      turns: ticker.turns.load(),
      onLoop: loop,
      elsewhere,
      mostInGap: mostInGap.load(),
      blockMillis: blockNanos.value / 1e6,
      mostLagMillis: ticker.mostLagNanos.value / 1e6,
      medianLagMillis: (lags[Math.floor(lags.length / 2)] ?? 0) / 1e6,
    }
  },

  outcomes: [
    {
      name: 'kept-turning',
      description: 'ticks came while it was computed, or it was computed elsewhere',
      when: (seen, { blockMillis }) => computed(seen) === blockMillis && seen.mostInGap < blockMillis,
      grades: { blocking: 'forbidden', awaiting: 'forbidden', chunked: 'acceptable', worker: 'acceptable' },
    },
    {
      name: 'stood-still',
      description: 'everything was computed on the loop’s thread between two ticks',
      when: (seen, { blockMillis }) => computed(seen) === blockMillis && seen.mostInGap >= blockMillis,
      grades: { blocking: 'interesting', awaiting: 'interesting', chunked: 'forbidden', worker: 'forbidden' },
    },
    {
      name: 'computed-wrong',
      description: 'not all of it was computed, or more than that',
      when: (seen, { blockMillis }) => computed(seen) !== blockMillis,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'late-by-the-block',
      description: 'where the loop stood still, some tick came later by at least the time that the computing took',
      holds: ({ mostInGap, mostLagMillis, blockMillis: took }, { blockMillis }) =>
        mostInGap < blockMillis || (took >= blockMillis && mostLagMillis >= blockMillis),
    },
    {
      name: 'work-adds-up',
      description: 'the milliseconds of computing that the workers counted themselves are those of the block',
      holds: (_observed, { blockMillis }, done) => done.operations === blockMillis,
    },
    {
      name: 'ticks-came',
      description: 'before the block, in its turn and after it; each turn served at least one',
      holds: ({ ticks, turns }) => turns > 2 * TICKS_AROUND && ticks >= turns,
    },
  ],

  measures: [
    {
      name: 'lag-most',
      unit: 'ms',
      help: 'how late the latest tick came',
      of: ({ observed }: TrialFacts<Turning>) => observed.mostLagMillis,
    },
    {
      name: 'lag-median',
      unit: 'ms',
      help: 'how late a tick came, the median of the trial’s ticks',
      of: ({ observed }: TrialFacts<Turning>) => observed.medianLagMillis,
    },
    {
      name: 'computing',
      unit: 'ms',
      help: 'from the beginning of the computing to its end',
      of: ({ observed }: TrialFacts<Turning>) => observed.blockMillis,
    },
  ],

  headline: stories => {
    const lags = stories.flatMap(({ title, medians: { 'lag-most': most } }) =>
      most === undefined ? [] : [{ title, most: formatMillis(most) }],
    )
    const told = lags.map(({ title, most }, index) => `${most} ${index === 0 ? 'late ' : ''}under ${title}`)
    return lags.length === 0 ? '' : `The latest tick of a trial came ${listed(told)} (medians).`
  },

  lags: ({ ticker }) => lagsOf(ticker),
  spans: ({ computing }) => ({
    rows: ['event loop', 'other thread'],
    ...notedSpans(computing, () => ({ label: 'computes', does: 'runs' })),
  }),

  charts: ['outcome-table', 'loop-lag'],
})

function computed({ onLoop, elsewhere }: Turning): number {
  return onLoop + elsewhere
}
