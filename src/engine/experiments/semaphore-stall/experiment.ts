import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { concurrencyWitness, mostInside } from '../kit/concurrency-witness.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { contention, tally, throughput } from '../kit/measures.ts'
import { choice, commonParams, count } from '../kit/params.ts'

type Taken = { readonly passages: number; readonly most: number; readonly crowded: number; readonly missing: number }

export const params = {
  workers: count({ min: 1, max: 64, default: 2, help: 'each of them needs two permits at a time' }),
  permits: count({
    min: 2,
    max: 64,
    default: 2,
    unit: 'permits',
    help: 'permits that there are; enough-permits has one more than workers at least',
  }),
  passages: count({
    min: 1,
    max: 100_000,
    default: 100,
    unit: 'passages',
    help: 'how often each worker needs its two',
  }),
  amplifier: choice({
    choices: amplifierParams.amplifier.choices,
    default: 'yield',
    help: 'what happens between the first permit and the second',
  }),
  spinNanos: amplifierParams.spinNanos,
  trials: { ...commonParams.trials, default: 20 },
  stallAfter: { ...commonParams.stallAfter, default: 0.25 },
} as const

/** One permit has no holder in memory, so each worker notes for itself how many of which it has. */
const taker = layout('taker', {
  ofPermits: i32({
    writers: 'the worker',
    access: 'single writer',
    unit: 'permits',
    doc: 'permits that it has',
  }),
  ofLeft: i32({ writers: 'the worker', access: 'single writer', unit: 'permits', doc: 'permits of left that it has' }),
  ofRight: i32({
    writers: 'the worker',
    access: 'single writer',
    unit: 'permits',
    doc: 'permits of right that it has',
  }),
  passages: i32({ writers: 'the worker', access: 'single writer', unit: 'passages', doc: 'times it had both' }),
  crowded: i32({
    writers: 'the worker',
    access: 'single writer',
    unit: 'passages',
    doc: 'passages in which more were inside than there are pairs of permits',
  }),
})

export const memory = layout('semaphore-stall', {
  permits: semaphoreLayout,
  left: semaphoreLayout,
  right: semaphoreLayout,
  pairs: semaphoreLayout,
  plenty: semaphoreLayout,
  gate: mutexLayout,
  witness: concurrencyWitness,
  takers: perWorker(taker),
})

/** Permits of the variants that have other semaphores than `permits`. */
export function sharesOf({ workers, permits }: { readonly workers: number; readonly permits: number }) {
  return {
    left: Math.ceil(permits / 2),
    right: Math.floor(permits / 2),
    pairs: Math.floor(permits / 2),
    plenty: Math.max(permits, workers + 1),
  }
}

/**
 * Semaphore stall. Each worker needs two permits at the same time, and takes one after the other.
 *
 * Look for: the state of the trials that stand still. Workers hold what others wait for, and wait for what others hold, as
 * in a deadlock; but it is STALLED and never DEADLOCK. A permit has no owner: memory says that all are out, not who has
 * them, and anybody may release one at any time. The lab names the cause, by reduction and by what the workers noted
 * for themselves, and claims no proof.
 *
 * Why it can stand still exactly when there are no more permits than workers: each worker that waits for its second has
 * one, so all permits are out only if as many workers wait as there are permits. With one permit more than workers,
 * somebody always gets a second one.
 *
 * Sources: R. C. Holt, "Some Deadlock Properties of Computer Systems" (1972), on reusable and consumable resources;
 * E. G. Coffman, M. J. Elphick, A. Shoshani, "System Deadlocks" (1971), hold and wait; J. W. Havender, "Avoiding Deadlock
 * in Multitasking Systems" (1968), all at once, and order.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 20 trials each:
 *
 *   one-by-one         all-passed  0   stood-still 20
 *   opposite-order     all-passed  0   stood-still 20
 *   same-order         all-passed 20   stood-still  0    7 950 passages/s
 *   both-under-mutex   all-passed 20   stood-still  0    6 930 passages/s
 *   pairs              all-passed 20   stood-still  0    8 900 passages/s
 *   enough-permits     all-passed 20   stood-still  0   17 300 passages/s
 *
 * With the gap at its natural width (5 000 passages) 0 and 1 of 20 trials of the broken two stood still.
 */
export const semaphoreStall = defineExperiment({
  id: 'semaphore-stall',
  title: 'Semaphore stall',
  topic: 'Deadlock',
  question: 'Every worker needs two permits and takes them one by one. Do they all get theirs?',

  params,
  variants: {
    oneByOne: { title: 'one by one', doc: 'take one permit, then a second one of the same semaphore' },
    oppositeOrder: { title: 'opposite order', doc: 'two semaphores; every other worker takes the right one first' },
    sameOrder: { title: 'same order', doc: 'two semaphores; everybody takes the left one first' },
    bothUnderMutex: { title: 'both under a mutex', doc: 'one worker at a time takes permits, and takes both' },
    pairs: { title: 'pairs', doc: 'a permit stands for two: both are taken in one go' },
    enoughPermits: { title: 'enough permits', doc: 'one by one, with one permit more than there are workers' },
  },

  presets: {
    pair: { label: '2 workers, 2 permits', params: { workers: 2, permits: 2 } },
    crowd: { label: '8 workers, 4 permits', params: { workers: 8, permits: 4 } },
    'one-more': { label: '4 workers, 5 permits', params: { workers: 4, permits: 5 } },
    natural: {
      label: 'the gap as narrow as it is',
      params: { workers: 2, permits: 2, passages: 5_000, amplifier: 'none' },
    },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'taker'),

  prepare: (words, params) => {
    const { left, right, pairs, plenty } = sharesOf(params)
    initializeSemaphore(words.permits, params.permits)
    initializeSemaphore(words.left, left)
    initializeSemaphore(words.right, right)
    initializeSemaphore(words.pairs, pairs)
    initializeSemaphore(words.plenty, plenty)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Taken => {
    const takers = words.takers.first(workers)
    const semaphores = [words.permits, words.left, words.right, words.pairs, words.plenty]
    return {
      passages: takers.reduce((sum, { passages }) => sum + passages.load(), 0),
      most: mostInside(words.witness, workers),
      crowded: takers.reduce((sum, { crowded }) => sum + crowded.load(), 0),
      missing: semaphores.reduce((sum, { limit, permits }) => sum + limit.load() - permits.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'all-passed',
      description: 'everybody got both permits as often as planned, and gave them back',
      when: ({ passages, crowded, missing }, planned) =>
        passages === planned.workers * planned.passages && crowded === 0 && missing === 0,
      grades: 'acceptable',
    },
    {
      name: 'stood-still',
      description: 'nothing moved any more: all permits are out, and those who have them wait for another one',
      state: 'stalled',
      possible: ({ workers, permits }) => workers >= permits,
      grades: {
        oneByOne: 'interesting',
        oppositeOrder: 'interesting',
        sameOrder: 'forbidden',
        bothUnderMutex: 'forbidden',
        pairs: 'forbidden',
        enoughPermits: 'forbidden',
      },
    },
    {
      name: 'too-many-inside',
      description: 'more workers had two permits at once than there are pairs of permits',
      when: ({ crowded }) => crowded > 0,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the passages that the workers counted themselves are those that they noted in memory',
      holds: ({ passages }, _params, done) => done.operations === passages,
    },
  ],

  measures: [
    throughput('passages'),
    tally('most', 'workers that had two permits at once, at most, per trial', ({ most }: Taken) => most),
    contention('oneByOne', 'oppositeOrder', 'sameOrder', 'bothUnderMutex', 'pairs', 'enoughPermits'),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['stood-still'],
      story => `stood still in ${trialsWith(story, ['stood-still'])}`,
      'let everybody pass',
    ),

  suppliers: ({ takers }, { workers }) => {
    const own = takers.first(workers)
    const holding = (has: (worker: (typeof own)[number]) => number): number[] =>
      own.flatMap((worker, index) => (has(worker) > 0 ? [index] : []))
    return {
      permits: holding(({ ofPermits }) => ofPermits.load()),
      left: holding(({ ofLeft }) => ofLeft.load()),
      right: holding(({ ofRight }) => ofRight.load()),
    }
  },

  charts: ['outcome-table', 'wait-for-graph', 'thread-lanes', 'fairness-bars'],
})
