import { capitalised } from '../../../base/text.ts'
import { counted, formatShare } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { guardedLayout } from '../kit/critical-section.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { share, tally, throughput } from '../kit/measures.ts'
import { choice, count } from '../kit/params.ts'
import { rendezvousLayout } from '../kit/rendezvous.ts'

type Rounds = {
  /** Passages, as the workers counted them for themselves. */
  readonly expected: number
  readonly counted: number
  readonly intrusions: number
}

export const params = {
  workers: count({ min: 2, max: 2, default: 2, help: 'threads; the algorithms are for exactly two' }),
  rounds: count({
    min: 1,
    max: 1_000_000,
    default: 300,
    unit: 'rounds',
    help: 'how often the two come together and race for the lock',
  }),
  amplifier: choice({
    choices: {
      none: 'nothing: the race at its natural width',
      yield: 'the thread sleeps for the shortest time the system knows',
      spin: 'the thread stays busy for spinNanos',
    },
    default: 'yield',
    help: 'what happens inside, and between check and set where the two are apart',
  }),
  spinNanos: amplifierParams.spinNanos,
} as const

export const memory = layout('broken-lock', {
  guarded: guardedLayout,
  rendezvous: rendezvousLayout,
  held: i32({ writers: 'both', access: 'atomic', ownLine: true, doc: '1 = somebody holds the lock' }),
  wants: perWorker(i32({ writers: 'the worker', access: 'racy', doc: "Peterson's flag: 1 = wants in, or is inside" })),
  turn: i32({ writers: 'both', access: 'racy', ownLine: true, doc: "Peterson's turn: who goes first if both want in" }),
  own: perWorker(
    layout('broken-lock-own', {
      passages: i32({ writers: 'the worker', access: 'single writer', doc: 'times it was inside' }),
      intrusions: i32({ writers: 'the worker', access: 'single writer', doc: 'times it saw the other inside' }),
    }),
  ),
})

const FIXED = { compareExchange: 'forbidden', petersonAtomic: 'forbidden' } as const
const BROKEN = { checkThenSet: 'interesting', petersonPlain: 'interesting' } as const

/**
 * Broken lock. Two workers come together, round after round, and both want into one critical section. Which of four
 * locks keeps one of them out?
 *
 * Look for: `check-then-set` is made of atomic steps and lets both in. Peterson's algorithm is proved right, and with
 * plain accesses it lets both in all the same, though much more rarely: the processor lets a load overtake an earlier
 * store. The same lines with Atomics never do.
 *
 * Sources: Peterson, "Myths About the Mutual Exclusion Problem" (1981); Sewell, Sarkar, Owens, Nardelli and Myreen,
 * "x86-TSO" (2010) for the store buffer.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, seed 2636265059, 10 trials of 300 rounds:
 *
 *   check-then-set     alone  0   both inside 10   median: 85.3 % of the passages saw the other
 *   compare-exchange   alone 10   both inside  0
 *   peterson-plain     alone 10   both inside  0   1 of 5 trials of 200 000 rounds, with 376 intrusions (seed 530305911)
 *   peterson-atomic    alone 10   both inside  0
 */
export const brokenLock = defineExperiment({
  id: 'broken-lock',
  title: 'Broken lock',
  topic: 'Locks',
  question: 'If it is free, take it. What is wrong with that lock, and with a proved one on plain memory?',

  params,
  variants: {
    checkThenSet: { title: 'check, then set', doc: 'if (!held) held = 1: two atomic steps, and a gap between them' },
    compareExchange: { title: 'compare-exchange', doc: 'the check and the set in one step' },
    petersonPlain: { title: 'Peterson, plain', doc: "Peterson's algorithm with plain loads and stores" },
    petersonAtomic: { title: 'Peterson, atomic', doc: 'the same lines with Atomics' },
  },

  presets: {
    natural: { label: '20 000 rounds, nothing widened', params: { rounds: 20_000, amplifier: 'none', trials: 10 } },
    peterson: {
      label: 'Peterson, plain and atomic',
      params: { rounds: 100_000, amplifier: 'none', trials: 10 },
      variants: ['petersonPlain', 'petersonAtomic'],
    },
  },

  memory,
  roles: () => ['first', 'second'],

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: (words, _params, done): Rounds => ({
    expected: done.operations,
    counted: words.guarded.counter.load(),
    intrusions: words.own.first(2).reduce((sum, own) => sum + own.intrusions.load(), 0),
  }),

  outcomes: [
    {
      name: 'alone',
      description: 'nobody met the other inside, and every passage is in the counter',
      when: ({ expected, counted, intrusions }) => intrusions === 0 && counted === expected,
      grades: 'acceptable',
    },
    {
      name: 'both-inside',
      description: 'the two were inside at once: one saw the other, or an addition vanished',
      when: ({ expected, counted, intrusions }) => intrusions > 0 || counted < expected,
      grades: { ...BROKEN, ...FIXED },
    },
  ],

  checks: [
    {
      name: 'all-passed',
      description: 'each worker went in once per round',
      holds: (_observed, { rounds }, done) => done.perWorker.every(own => own === rounds),
    },
  ],

  measures: [
    throughput('passages'),
    tally('intrusions', 'times that a worker saw the other inside, per trial', ({ intrusions }: Rounds) => intrusions),
    share('intrusion-share', 'of all passages, per trial', ({ intrusions, expected }: Rounds) =>
      expected > 0 ? intrusions / expected : 0,
    ),
  ],

  headline: stories => stories.map(sentence).join(' '),

  charts: ['outcome-table', 'throughput-over-time'],
})

function sentence({ title, counts, finished, medians }: VariantStory): string {
  const trials = `${String(counts['both-inside'] ?? 0)} of ${counted(finished, 'trial')}`
  if ((counts['both-inside'] ?? 0) === 0) return `${capitalised(title)}: never both inside.`
  const usual = medians['intrusion-share'] ?? 0
  return `${capitalised(title)}: both inside in ${trials}${usual > 0 ? `, at ${formatShare(usual)} of the passages` : ''}.`
}
