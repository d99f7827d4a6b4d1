import { i32, layout, perWorker } from '../../memory/layout.ts'
import { barrierLayout, initializeBarrier } from '../../sync/barrier.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { tally } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { rate } from '../kit/rate.ts'

/** A turnstile may let through whoever has been counted, and is not to judge the counting. */
const ANY_NUMBER = 2 ** 30

type Met = { readonly phases: number; readonly skew: number }

export const params = {
  workers: count({ min: 1, max: 64, default: 4, help: 'parties that meet' }),
  phases: count({ min: 1, max: 100_000, default: 100, unit: 'phases', help: 'how often they meet' }),
  workNanos: count({
    min: 0,
    max: 1_000_000,
    default: 5_000,
    unit: 'ns',
    help: 'work in a phase at most: by the seed, each party has less of it or more',
  }),
  trials: { ...commonParams.trials, default: 20 },
  stallAfter: { ...commonParams.stallAfter, default: 0.25 },
} as const

export const memory = layout('barrier-experiment', {
  barrier: barrierLayout,
  gate: mutexLayout,
  turnstile: semaphoreLayout,
  exit: semaphoreLayout,
  count: i32({
    writers: 'every party',
    access: 'atomic',
    ownLine: true,
    unit: 'parties',
    doc: 'parties that have come',
  }),
  parties: perWorker(
    layout('party', {
      finished: i32({
        writers: 'the party',
        access: 'atomic',
        unit: 'phases',
        doc: 'phases whose work it has finished',
      }),
      skew: i32({
        writers: 'the party',
        access: 'single writer',
        unit: 'phases',
        doc: 'the most that a phase it began was ahead of the phases that another had finished',
      }),
    }),
  ),
})

/**
 * Barrier. All parties finish a phase before any begins the next, phase after phase. Do they?
 *
 * Look for: parties that run ahead, and parties that never get on. A barrier is easy to build for one meeting, and hard to
 * use twice: a fast party comes to the next meeting while a slow one is still on its way out of the last. Both broken
 * variants are right for one phase.
 * The oracle: each party says which phase it has finished, and looks at all others when it begins one. What it begins is at
 * most 1 ahead of what anybody has finished.
 *
 * Sources: A. B. Downey, "The Little Book of Semaphores" (2nd ed., 2016), §3.7, the reusable barrier; Mellor-Crummey and
 * Scott, "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors" (1991), §3.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 20 trials each:
 *
 *   one-turnstile    ran-ahead 20     a party was done with all 100 phases while another was in its first
 *   reset-counter    left-behind 20
 *   two-turnstiles   in-step 20       4 880 phases/s
 *   barrier          in-step 20       12 100 phases/s
 */
export const barrierExperiment = defineExperiment({
  id: 'barrier',
  title: 'Barrier',
  topic: 'Semaphores, events, conditions',
  question: 'Workers meet after every phase. Does anybody begin the next one too early, or never?',

  params,
  variants: {
    oneTurnstile: { title: 'one turnstile', doc: 'the last to come lets n through; nobody asks who they are' },
    resetCounter: { title: 'reset counter', doc: 'the last to come sets the counter to 0, the others wait for the 0' },
    twoTurnstiles: { title: 'two turnstiles', doc: 'through the second one only when all have passed the first' },
    barrier: { title: 'barrier', doc: 'parties wait for the number of the meeting to change' },
  },

  presets: {
    once: { label: 'a single meeting', params: { phases: 1 } },
    pair: { label: 'two parties', params: { workers: 2, phases: 200 } },
    many: { label: '16 parties', params: { workers: 16, phases: 50 }, variants: ['twoTurnstiles', 'barrier'] },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'party'),

  prepare: ({ barrier, turnstile, exit }, { workers }) => {
    initializeBarrier(barrier, workers)
    for (const semaphore of [turnstile, exit]) {
      initializeSemaphore(semaphore, ANY_NUMBER)
      semaphore.permits.store(0)
    }
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ parties }, { workers }): Met => {
    const all = parties.first(workers)
    return {
      phases: Math.min(...all.map(({ finished }) => finished.load())),
      skew: Math.max(...all.map(({ skew }) => skew.load())),
    }
  },

  outcomes: [
    {
      name: 'in-step',
      description: 'nobody began a phase before everybody had finished the one before',
      when: ({ skew }) => skew === 1,
      grades: 'acceptable',
    },
    {
      name: 'ran-ahead',
      description: 'a party began a phase while another had not finished the one before',
      when: ({ skew }) => skew > 1,
      grades: {
        oneTurnstile: 'interesting',
        resetCounter: 'forbidden',
        twoTurnstiles: 'forbidden',
        barrier: 'forbidden',
      },
    },
    {
      name: 'left-behind',
      description: 'nothing moved any more: a party waits for a meeting that is over',
      state: 'stalled',
      grades: {
        oneTurnstile: 'interesting',
        resetCounter: 'interesting',
        twoTurnstiles: 'forbidden',
        barrier: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'all-phases',
      description: 'every party finished every phase',
      holds: (seen, { workers, phases }, done) => seen.phases === phases && done.operations === workers * phases,
    },
  ],

  measures: [
    rate('phases', ({ phases }: Met) => phases),
    tally(
      'skew',
      'phases that a party began ahead of what another had finished, at most; 1 is right',
      ({ skew }: Met) => skew,
    ),
  ],

  headline: stories => {
    const says = (story: (typeof stories)[number]): string =>
      (story.counts['ran-ahead'] ?? 0) > 0
        ? `let parties run ahead in ${trialsWith(story, ['ran-ahead'])}`
        : `left a party behind for good in ${trialsWith(story, ['left-behind'])}`
    return tellApart(stories, ['ran-ahead', 'left-behind'], says, 'kept all parties in step')
  },

  charts: ['outcome-table', 'thread-lanes', 'level-strip', 'wait-histogram', 'fairness-bars'],

  levels: [
    {
      name: 'lead',
      title: 'phases between the first party and the last',
      unit: 'phases',
      ceiling: () => 2,
      of: ({ parties }, { workers }) => {
        const finished = parties.first(workers).map(party => party.finished.load())
        return Math.max(...finished) - Math.min(...finished)
      },
    },
  ],
})
