import { formatCount } from '../../../base/units.ts'
import { block, i32, layout } from '../../memory/layout.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { batchMeetingLayout } from '../kit/batch-meeting.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { choice, count, type CommonParams, type Values } from '../kit/params.ts'
import { COMBINATIONS, registersIn, roundsOf, SLOTS, STRIDE, testNames, tests, workersOf } from './tests.ts'
import type { TestName } from './tests.ts'

/** Rounds by test and registers, `sb 00` for instance, of the tests that ran. */
type Counted = Readonly<Record<string, number>>

export const params = {
  workers: count({ min: 2, max: 4, default: 4, help: 'as many as the tests need: iriw four, the others two' }),
  trials: count({ min: 1, max: 1000, default: 10, help: 'repetitions of each variant' }),
  test: choice({
    choices: {
      sb: 'store buffering: each stores one word and loads the other',
      mp: 'message passing: one stores data, then a flag; the other loads the flag, then the data',
      lb: 'load buffering: each loads one word and stores the other',
      corr: 'coherence: one stores a word, the other loads it twice',
      iriw: 'two store a word each, two load both, in opposite orders; needs four workers',
      all: 'all five, one after the other; the rounds are shared out',
    },
    default: 'all',
    help: 'which little program the rounds repeat',
  }),
  rounds: count({
    min: 1,
    max: 100_000_000,
    default: 1_000_000,
    unit: 'rounds',
    help: 'rounds of each trial; mind timeCap beyond 10 million',
  }),
} as const

export type Knobs = Values<CommonParams> & Values<typeof params>

export const memory = layout('litmus', {
  x: block(SLOTS * STRIDE, { writers: 'a storing party', access: 'racy', doc: 'x of each round of the batch' }),
  y: block(SLOTS * STRIDE, { writers: 'a storing party', access: 'racy', doc: 'y of each round of the batch' }),
  seen: block(SLOTS * 4, {
    writers: 'the loading party',
    access: 'single writer',
    doc: 'r0, r1, r2, r3 of each round',
  }),
  counts: block(testNames.length * COMBINATIONS, {
    writers: 'worker 0, between batches',
    access: 'single writer',
    unit: 'rounds',
    doc: 'rounds by test and by what the registers held',
  }),
  strange: i32({
    writers: 'worker 0, between batches',
    access: 'single writer',
    unit: 'rounds',
    doc: 'rounds with a value that nobody ever stored there',
  }),
  pair: batchMeetingLayout,
  all: batchMeetingLayout,
  latecomers: eventLayout,
})

/**
 * Litmus tests: the smallest programs that tell memory models apart. Two or four threads make one or two accesses each.
 * Which results occur that no interleaving of the accesses can produce?
 *
 * Look for: store buffering, which every current processor shows with plain accesses, and which `Atomics` forbid.
 * A batch of rounds lies side by side in memory, each word on a line of its own, and the parties run through it at the
 * same time, starting a random few pauses apart. A round's new value is the number of its batch, its old one the number
 * before: nothing has to be cleared, and any other value is an error of the machine or of the lab.
 *
 * Sources: Owens, Sarkar and Sewell, "A Better x86 Memory Model: x86-TSO" (2009); Alglave, Maranget, Sarkar and Sewell,
 * "Litmus: Running Tests Against Hardware" (2011), for batches with a stride; ECMA-262, "Memory Model".
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, seed 7, 10 trials, defaults; rounds:
 *
 *   plain    sequential  9 794 864   sb-weak 205 136 of 2 000 000   mp, lb, corr, iriw: 0 of 2 000 000 each
 *   atomic   sequential 10 000 000   nothing else
 *
 * Between runs the share of store buffering moved from 0.3 % to 12 % of its rounds.
 */
export const litmus = defineExperiment({
  id: 'litmus',
  title: 'Litmus tests',
  topic: 'Atomics and memory',
  question: 'Which results do threads see that no order of their accesses can explain?',

  params,
  variants: {
    plain: { title: 'plain', doc: 'plain loads and stores: compiler and core may reorder them' },
    atomic: { title: 'atomic', doc: 'Atomics.load and Atomics.store: sequentially consistent' },
  },

  presets: {
    'store-buffering': { label: 'store buffering', params: { test: 'sb' } },
    'message-passing': { label: 'message passing', params: { test: 'mp' } },
    'four-threads': { label: 'four threads (IRIW)', params: { test: 'iriw' } },
    'ten-million': { label: '3 x 10 million', params: { rounds: 10_000_000, trials: 3 } },
  },

  memory,
  roles: ({ test, rounds }) => Array.from({ length: workersOf(test, rounds) }, () => 'party'),
  prepare: words => {
    initializeEvent(words.latecomers, 'manual-reset')
  },
  kernels: () => import('./kernel.ts'),

  observe: (words, { test: asked, rounds }): Counted => {
    const counted = testNames
      .filter(test => roundsOf(test, asked, rounds) > 0)
      .flatMap(test => {
        const first = testNames.indexOf(test) * COMBINATIONS
        const own = words.counts.items.subarray(first, first + 2 ** tests[test].registers)
        return Array.from(own, (times, combination) => [`${test} ${registersIn(test, combination)}`, times] as const)
      })
    return { ...Object.fromEntries(counted), strange: words.strange.load() }
  },

  outcomes: [
    {
      name: 'sequential',
      description: 'some interleaving of the accesses explains it',
      rounds: ({ rounds }) => rounds,
      grades: 'acceptable',
    },
    {
      name: weakIn('sb'),
      description: 'store buffering, r0 = r1 = 0: both loaded before either store was to be seen',
      rounds: ({ test, rounds }) => roundsOf('sb', test, rounds),
      allowedBy: allowed({ x86: true, arm: true }),
      grades: { plain: 'interesting', atomic: 'forbidden' },
    },
    {
      name: weakIn('mp'),
      description: 'message passing, r0 = 1, r1 = 0: the flag was seen and the data before it was not',
      rounds: ({ test, rounds }) => roundsOf('mp', test, rounds),
      allowedBy: allowed({ x86: false, arm: true }),
      grades: { plain: 'interesting', atomic: 'forbidden' },
    },
    {
      name: weakIn('lb'),
      description: 'load buffering, r0 = r1 = 1: each loaded what the other stored after its own load',
      rounds: ({ test, rounds }) => roundsOf('lb', test, rounds),
      allowedBy: allowed({ x86: false, arm: true }),
      grades: { plain: 'interesting', atomic: 'forbidden' },
    },
    {
      name: weakIn('corr'),
      description: 'coherence, r0 = 1, r1 = 0: the new value was seen, then the old one again',
      rounds: ({ test, rounds }) => roundsOf('corr', test, rounds),
      allowedBy: allowed({ x86: false, arm: false }),
      grades: { plain: 'interesting', atomic: 'forbidden' },
    },
    {
      name: weakIn('iriw'),
      description: 'IRIW, r0 = r2 = 1, r1 = r3 = 0: the two readers saw the two stores in opposite orders',
      rounds: ({ test, rounds }) => roundsOf('iriw', test, rounds),
      allowedBy: allowed({ x86: false, arm: true }),
      grades: { plain: 'interesting', atomic: 'forbidden' },
    },
  ],

  tally: counted => {
    const weak = testNames.map(test => [weakIn(test), counted[`${test} ${tests[test].weak}`] ?? 0] as const)
    const strange = counted['strange'] ?? 0
    const weakRounds = weak.reduce((sum, [, rounds]) => sum + rounds, 0)
    return { sequential: total(counted) - strange - weakRounds, ...Object.fromEntries(weak), strange }
  },

  checks: [
    {
      name: 'rounds-add-up',
      description: 'what was read is known of each round, and each party took part in all rounds of its tests',
      holds: (counted, { test: asked, rounds }, done) =>
        total(counted) === rounds && done.perWorker.every((own, worker) => own === roundsWith(worker, asked, rounds)),
    },
  ],

  measures: [
    {
      name: 'throughput',
      unit: 'rounds/s',
      help: 'rounds over the measured phase, their counting included',
      of: ({ observed, measuredMillis }) =>
        measuredMillis > 0 ? (total(observed) / measuredMillis) * 1000 : undefined,
    },
  ],

  headline: stories => stories.flatMap(story => sentencesOn(story)).join(' '),

  charts: ['litmus-table', 'outcome-table'],
})

/**
 * No interleaving explains a weak outcome, so Atomics forbid all of them. For plain accesses ECMA-262 promises nothing;
 * what processors promise is told by x86-TSO (loads overtake stores) and by Armv8 (what does not depend on each other may
 * change places, but each word keeps its own order).
 */
function allowed({ x86, arm }: { readonly x86: boolean; readonly arm: boolean }): Readonly<Record<string, boolean>> {
  return { Atomics: false, 'x86, plain': x86, 'Armv8, plain': arm, 'ECMA-262, plain': true }
}

/** Name of the outcome of `test` that no interleaving explains. */
function weakIn(test: TestName): string {
  return `${test}-weak`
}

function total(counted: Counted): number {
  return Object.values(counted).reduce((sum, rounds) => sum + rounds, 0)
}

function roundsWith(worker: number, asked: TestName | 'all', rounds: number): number {
  const own = testNames.filter(test => tests[test].parties[worker] !== undefined)
  return own.reduce((sum, test) => sum + roundsOf(test, asked, rounds), 0)
}

function sentencesOn({ title, counts, chances }: VariantStory): string[] {
  const ran = testNames.filter(test => (chances[weakIn(test)] ?? 0) > 0)
  const weak = ran.filter(test => (counts[weakIn(test)] ?? 0) > 0)
  const access = `${title} accesses`
  const seen = weak.map(test => {
    const [times, of] = [counts[weakIn(test)] ?? 0, chances[weakIn(test)] ?? 1]
    return `in ${formatCount(times)} of ${formatCount(of)} rounds of ${tests[test].title}`
  })
  const rounds = formatCount(chances['sequential'] ?? 0)
  if (seen.length === 0)
    return [`With ${access}, each of ${rounds} rounds had a result that some interleaving explains.`]
  return [`With ${access}, no interleaving explains what threads saw ${seen.join(', and ')}.`]
}
