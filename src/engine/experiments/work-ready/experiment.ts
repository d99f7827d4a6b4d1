import { f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { tally, type TrialFacts } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'
import { rate } from '../kit/rate.ts'

const NANOS_PER_MICRO = 1000
/** Whoever passes too often acknowledges too often. */
const ANY_NUMBER = 2 ** 30

type Passed = { readonly passes: number; readonly early: number; readonly latencyMicros: number }

export const params = {
  workers: count({ min: 2, max: 64, default: 5, help: 'one prepares the work, the rest wait for it' }),
  rounds: count({
    min: 1,
    max: 10_000,
    default: 50,
    unit: 'rounds',
    help: 'pieces of work that each waiter waits for',
  }),
  prepareMicros: count({
    min: 1,
    max: 100_000,
    default: 200,
    unit: 'µs',
    help: 'how long preparing takes at most: by the seed, a piece takes less of it or more',
  }),
  trials: { ...commonParams.trials, default: 20 },
  stallAfter: { ...commonParams.stallAfter, default: 0.25 },
} as const

export const memory = layout('work-ready', {
  even: eventLayout,
  odd: eventLayout,
  signal: eventLayout,
  acknowledged: semaphoreLayout,
  desk: pauseLayout,
  prepared: i32({
    writers: 'who prepares',
    access: 'atomic',
    ownLine: true,
    doc: 'pieces prepared; with auto reset, signals given',
  }),
  passed: i32({
    writers: 'waiters',
    access: 'atomic',
    ownLine: true,
    unit: 'passes',
    doc: 'passes so far, of all waiters',
  }),
  setAtNanos: f64({
    writers: 'who prepares, before it sets the event',
    access: 'single writer',
    ownLine: true,
    unit: 'ns',
    doc: 'clock when the event was set last',
  }),
  waiters: perWorker(
    layout('ready-waiter', {
      passes: i32({ writers: 'the waiter', access: 'single writer', unit: 'passes', doc: 'times that it passed' }),
      early: i32({
        writers: 'the waiter',
        access: 'single writer',
        unit: 'passes',
        doc: 'passes without anything prepared',
      }),
      latencyNanos: f64({
        writers: 'the waiter',
        access: 'single writer',
        unit: 'ns',
        doc: 'from set to pass, summed',
      }),
    }),
  ),
})

/**
 * Work ready. One worker prepares a piece of work and says so, the others wait for it. Does anybody begin too early?
 *
 * Look for: passes before the work was there, and how long a wake-up takes. Sleeping for about as long as it should take is
 * the most common mistake of all. A manual-reset event lets everybody through until it is reset, and who is round again
 * before that passes once more; an auto-reset event lets one through per signal.
 * A wake-up takes microseconds, so reading a clock at both ends does not disturb it.
 *
 * Sources: J. Richter and C. Nasarre, "Windows via C/C++" (5th ed., 2007), chapter 9, for the two kinds of events; CPython's
 * `threading.Event`, which is the manual kind.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 20 trials each:
 *
 *   sleep-and-hope   too-early 20    180 of 200 passes
 *   late-reset       too-early 20    136 of 200 passes
 *   manual-reset     after-set 20    132 µs from set to pass
 *   auto-reset       after-set 20    131 µs
 *
 * With one waiter, so with as many threads as cores: 14 µs.
 */
export const workReady = defineExperiment({
  id: 'work-ready',
  title: 'Work ready',
  topic: 'Semaphores, events, conditions',
  question: 'One worker prepares work, the others wait for it. Does anybody begin before it is there?',

  params,
  variants: {
    sleepAndHope: { title: 'sleep and hope', doc: 'waiters sleep for as long as preparing takes on average' },
    lateReset: { title: 'late reset', doc: 'one manual-reset event, reset when all have said that they passed' },
    manualReset: {
      title: 'manual reset',
      doc: 'two manual-reset events in turn: one is reset before the other is set',
    },
    autoReset: { title: 'auto reset', doc: 'an auto-reset event, set once for each waiter' },
  },

  presets: {
    pair: { label: 'one waiter', params: { workers: 2 } },
    many: { label: '16 waiters', params: { workers: 17, rounds: 20 }, variants: ['manualReset', 'autoReset'] },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, (_, worker) => (worker === 0 ? 'preparer' : 'waiter')),

  prepare: ({ even, odd, signal, acknowledged }) => {
    initializeEvent(even, 'manual-reset')
    initializeEvent(odd, 'manual-reset')
    initializeEvent(signal, 'auto-reset')
    initializeSemaphore(acknowledged, ANY_NUMBER)
    acknowledged.permits.store(0)
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ waiters }, { workers }): Passed => {
    const all = waiters.first(workers)
    const passes = all.reduce((sum, own) => sum + own.passes.load(), 0)
    const nanos = all.reduce((sum, { latencyNanos }) => sum + latencyNanos.value, 0)
    return {
      passes,
      early: all.reduce((sum, own) => sum + own.early.load(), 0),
      latencyMicros: passes > 0 ? nanos / passes / NANOS_PER_MICRO : 0,
    }
  },

  outcomes: [
    {
      name: 'after-set',
      description: 'nobody passed before the work was prepared',
      when: ({ early }) => early === 0,
      grades: 'acceptable',
    },
    {
      name: 'too-early',
      description: 'a waiter passed before its work was prepared',
      when: ({ early }) => early > 0,
      grades: {
        sleepAndHope: 'interesting',
        lateReset: 'interesting',
        manualReset: 'forbidden',
        autoReset: 'forbidden',
      },
    },
    {
      name: 'signal-missed',
      description:
        'nothing moved any more: a waiter came after the reset, because others had acknowledged in its place',
      state: 'stalled',
      grades: {
        sleepAndHope: 'forbidden',
        lateReset: 'interesting',
        manualReset: 'forbidden',
        autoReset: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'all-passed',
      description: 'every waiter passed once per round',
      holds: ({ passes }, { workers, rounds }) => passes === (workers - 1) * rounds,
    },
  ],

  measures: [
    rate('passes', ({ passes }: Passed) => passes),
    tally('early', 'passes before the work was prepared, per trial', ({ early }: Passed) => early),
    {
      name: 'wake-latency',
      unit: 'µs',
      help: 'from setting the event to the waiter’s going on, on average',
      only: ['manualReset', 'autoReset'],
      of: ({ observed }: TrialFacts<Passed>) => observed.latencyMicros,
    },
  ],

  headline: stories => {
    const says = (story: (typeof stories)[number]): string =>
      (story.counts['too-early'] ?? 0) > 0
        ? `let waiters begin before their work was there in ${trialsWith(story, ['too-early'])}`
        : `let a waiter miss its signal for good in ${trialsWith(story, ['signal-missed'])}`
    return tellApart(stories, ['too-early', 'signal-missed'], says, 'let everybody begin, and nobody too early')
  },

  charts: ['outcome-table', 'thread-lanes', 'wait-histogram', 'fairness-bars'],
})
