import { capitalised, listed } from '../../../base/text.ts'
import { counted, formatShare } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { countedAxis, countedOutcomes, lostOf, lostShare, medianLoss, type Counted } from '../kit/lossy-counter.ts'
import { contention, tally, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'

export const params = {
  additions: count({ min: 1, max: 10_000_000, default: 100_000, unit: 'additions', help: 'additions of each worker' }),
  ...amplifierParams,
} as const

export const memory = layout('lost-update', {
  total: i32({
    writers: 'every worker',
    access: 'racy',
    ownLine: true,
    unit: 'additions',
    doc: 'the shared counter; how it is accessed is what the variants differ in',
  }),
  gate: mutexLayout,
  sums: perWorker(
    i32({
      writers: 'the worker',
      access: 'single writer',
      unit: 'additions',
      doc: 'the own counter of per-worker-sum',
    }),
  ),
})

/**
 * Lost update. K workers each add 1 to a shared counter N times. How many additions vanish?
 *
 * Look for: the gap between expected and actual, and what closing it costs.
 * An addition is a load and a store. Each can be atomic; the PAIR is not: the race is in the algorithm, not in the
 * optimiser, and `atomic-load-store` loses more than the plain `++` because its window is wider.
 *
 * Sources: Herlihy, Shavit, Luchangco and Spear, "The Art of Multiprocessor Programming" (2nd ed., 2020), §2.1 and §5;
 * the floor of 2 is proved in lesson.md.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, preset 2x100000, seed 7, 30 trials each:
 *
 *   plain-increment     exact  6   lost 24   median of all trials: 45.6 % of the additions vanished
 *   plain-read-write    exact  7   lost 23   40.6 %
 *   atomic-load-store   exact  8   lost 22   42.4 %
 *   atomic-add          exact 30   lost  0
 *   mutex               exact 30   lost  0
 *   per-worker-sum      exact 30   lost  0
 *
 * A trial of a broken variant is exact when its workers do not overlap, as happens where other work holds a core.
 */
export const lostUpdate = defineExperiment({
  id: 'lost-update',
  title: 'Lost update',
  topic: 'Races',
  question: 'Several workers add 1 to the same counter. How many additions vanish?',

  params,
  variants: {
    plainIncrement: { title: 'plain ++', doc: 'total[0]++ on shared memory: a load, an add and a store' },
    plainReadWrite: { title: 'plain read/write', doc: 'the same load and store, written apart' },
    atomicLoadStore: { title: 'atomic load + store', doc: 'both halves atomic; the pair is not' },
    atomicAdd: { title: 'atomic add', doc: 'one indivisible read-modify-write' },
    mutex: { title: 'mutex', doc: 'load and store inside a critical section' },
    perWorkerSum: { title: 'per-worker sum', doc: 'nothing shared: each worker counts for itself, the sum comes last' },
  },

  presets: {
    '2x100000': { label: '2 x 100 000', params: { workers: 2, additions: 100_000 } },
    '4x50000': {
      label: '4 x 50 000, broken and fixed',
      params: { workers: 4, additions: 50_000 },
      variants: ['atomicLoadStore', 'mutex'],
    },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'adder'),

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }, done): Counted => ({
    expected: done.operations,
    actual: words.sums.first(workers).reduce((sum, own) => sum + own.load(), words.total.load()),
  }),

  outcomes: countedOutcomes({
    plainIncrement: 'interesting',
    plainReadWrite: 'interesting',
    atomicLoadStore: 'interesting',
    atomicAdd: 'forbidden',
    mutex: 'forbidden',
    perWorkerSum: 'forbidden',
  }),

  checks: [
    {
      name: 'operations-add-up',
      description: 'the additions that the workers counted themselves sum to workers x additions',
      holds: (_observed, { workers, additions }, done) => done.operations === workers * additions,
    },
  ],

  measures: [
    throughput('additions'),
    tally('lost', 'additions that vanished, per trial', lostOf),
    lostShare,
    contention('mutex'),
  ],

  axis: countedAxis,

  headline: stories => {
    const losers = stories.filter(({ counts }) => (counts['lost'] ?? 0) > 0)
    const others = stories.filter(story => !losers.includes(story)).map(({ title }) => title)
    const [worst] = losers.toSorted((a, b) => medianLoss(b) - medianLoss(a))
    const none = others.length > 0 ? `${capitalised(listed(others))} lost none.` : ''
    if (worst === undefined) return none
    // A median of 0 among trials that lost would say that nothing happened.
    const trials = `additions in ${String(worst.counts['lost'])} of ${counted(worst.finished, 'trial')}`
    const loss = medianLoss(worst) > 0 ? `${formatShare(medianLoss(worst))} of all additions` : trials
    return `${capitalised(worst.title)} lost ${loss}. ${none}`.trim()
  },

  charts: ['bound-axis', 'outcome-table', 'throughput-over-time'],
})
