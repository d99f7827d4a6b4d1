import { i32, layout } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'

/** What a trial observes: plain facts. Outcomes, checks and measures are made from them. */
type Counted = { readonly cast: number; readonly counted: number }

/** The knobs beside the common ones (workers, trials, warmUp, timeCap). Forms and the terminal are made from this. */
export const params = {
  ballots: count({ min: 1, max: 1_000_000, default: 10_000, unit: 'ballots', help: 'ballots that each worker casts' }),
} as const

/** The shared words. Each says who writes it and how: that is the proof that reading it is sound. */
export const memory = layout('specimen', {
  box: i32({
    writers: 'every worker',
    access: 'racy',
    ownLine: true,
    unit: 'ballots',
    doc: 'ballots in the box; how one is put in is what the variants differ in',
  }),
})

/**
 * The specimen to copy. K workers put N ballots each into one box. Are all of them counted?
 *
 * To make an experiment of it: copy this folder under the experiment's id, rename, rewrite the lesson, add the line to
 * `experiments/index.ts`, write its test, run `npm run generate`. Here stand the question, what to look for, and the
 * sources.
 */
export const specimen = defineExperiment({
  id: '_specimen',
  title: 'Ballot box',
  topic: 'Specimens',
  question: 'Several workers put ballots into the same box. Are all of them counted?',

  params,

  // The same workload with one difference. Names are camelCase here and kebab-case everywhere else.
  variants: {
    readThenWrite: { title: 'read, then write', doc: 'look how many there are, then write one more' },
    atomicAdd: { title: 'atomic add', doc: 'one more, in one step' },
  },

  presets: {
    small: { label: '2 x 1 000', params: { workers: 2, ballots: 1_000 } },
  },

  memory,

  // One entry per worker.
  roles: ({ workers }) => Array.from({ length: workers }, () => 'voter'),

  // Memory is zero before each trial; what else it needs is set up here.
  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  // `done` is what the workers counted themselves: an oracle that does not rest on the memory it judges.
  observe: (words, _params, done): Counted => ({ cast: done.operations, counted: words.box.load() }),

  // First match wins. Every variant has a grade for every outcome; what matches none is forbidden.
  outcomes: [
    {
      name: 'all-counted',
      description: 'every ballot is in the box',
      when: ({ cast, counted }) => counted === cast,
      grades: 'acceptable',
    },
    {
      name: 'missing',
      description: 'ballots were cast and are not in the box',
      when: ({ cast, counted }) => counted < cast,
      grades: { readThenWrite: 'interesting', atomicAdd: 'forbidden' },
    },
  ],

  // What must hold in every completed trial, whatever its outcome.
  checks: [
    {
      name: 'all-cast',
      description: 'each worker cast all its ballots',
      holds: (_observed, { workers, ballots }, done) => done.operations === workers * ballots,
    },
  ],

  measures: [throughput('ballots')],

  charts: ['outcome-table', 'throughput-over-time'],
})
