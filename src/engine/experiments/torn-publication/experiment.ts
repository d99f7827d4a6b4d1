import { i32, layout, perWorker } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { trialsWith } from '../kit/headlines.ts'
import { tally, throughput } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'

type Sightings = { readonly published: number; readonly looks: number; readonly fresh: number; readonly torn: number }

/** With fewer publications seen arriving, readers and writer hardly ran at the same time. */
const ENOUGH_FRESH = 10

export const params = {
  workers: count({ ...commonParams.workers, min: 2, default: 2, help: 'one writer, the rest are readers' }),
  publications: count({
    min: 1,
    max: 100_000_000,
    default: 1_000_000,
    unit: 'publications',
    help: 'how often the writer writes the data and then sets the flag',
  }),
} as const

export const memory = layout('torn-publication', {
  data: i32({
    writers: 'the writer',
    access: 'racy',
    ownLine: true,
    doc: 'the number of the publication, written first',
  }),
  flag: i32({
    writers: 'the writer',
    access: 'racy',
    ownLine: true,
    doc: 'the same number, written second; plain or atomic is what the variants differ in',
  }),
  own: perWorker(
    layout('reader', {
      looks: i32({ writers: 'the worker', access: 'single writer', unit: 'looks', doc: 'how often it looked' }),
      fresh: i32({ writers: 'the worker', access: 'single writer', unit: 'looks', doc: 'looks that found a new flag' }),
      torn: i32({
        writers: 'the worker',
        access: 'single writer',
        unit: 'looks',
        doc: 'looks that found data older than the flag that they had just read',
      }),
    }),
  ),
})

/**
 * Torn publication. A writer writes data and then sets a flag; readers read the flag and then the data. Does a reader ever
 * see the flag without the data?
 *
 * Look for: nothing, on most desktop processors, and for what the lab says about that. With plain accesses the memory model
 * of JavaScript allows a flag that comes before its data. An x86 processor keeps stores in order and loads in order, so that
 * it is physically not to be seen there, as long as the compiler keeps the order, too. "Not observed" is not "safe".
 * The readers hold each data against the flag that they read before it; the writer is not asked.
 *
 * Sources: ECMA-262, "Memory Model"; Sewell et al., "x86-TSO" (2010); Maranget, Sarkar, Sewell, "A Tutorial Introduction to
 * the ARM and POWER Relaxed Memory Models" (2012), test MP.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   plain   torn  0   apart 24   whole  6   54 747 looks found a new flag
 *   atomic  torn  0   apart 12   whole 18   280 590 looks found a new flag
 *
 * Trials are apart when the other work leaves the two workers one core.
 */
export const tornPublication = defineExperiment({
  id: 'torn-publication',
  title: 'Torn publication',
  topic: 'Races',
  question: 'One worker writes data and then sets a flag. Can another see the flag without the data?',

  params,
  variants: {
    plain: { title: 'plain flag', doc: 'data and flag written and read like any other memory' },
    atomic: { title: 'atomic flag', doc: 'data plain, the flag stored and loaded with Atomics: it publishes the data' },
  },

  presets: {
    '1x3': { label: 'one writer, three readers', params: { workers: 4 } },
    long: { label: '10 000 000 publications', params: { publications: 10_000_000, trials: 10 } },
  },

  memory,
  roles: ({ workers }) => ['writer', ...Array.from({ length: workers - 1 }, () => 'reader')],

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Sightings => {
    const readers = words.own.first(workers)
    return {
      published: words.flag.load(),
      looks: readers.reduce((sum, { looks }) => sum + looks.load(), 0),
      fresh: readers.reduce((sum, { fresh }) => sum + fresh.load(), 0),
      torn: readers.reduce((sum, { torn }) => sum + torn.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'torn',
      description: 'a reader saw the flag without its data',
      when: ({ torn }) => torn > 0,
      grades: { plain: 'interesting', atomic: 'forbidden' },
    },
    {
      name: 'apart',
      description: 'no flag without its data, but readers and writer hardly ran at the same time: this says nothing',
      when: ({ fresh }, { publications }) => fresh < Math.min(ENOUGH_FRESH, publications),
      grades: 'acceptable',
    },
    {
      name: 'whole',
      description: 'whoever saw a flag saw its data',
      when: () => true,
      grades: 'acceptable',
    },
  ],

  checks: [
    {
      name: 'all-published',
      description: 'the last flag is that of the last publication',
      holds: ({ published }, { publications }) => published === publications,
    },
    { name: 'readers-looked', description: 'readers looked at all', holds: ({ looks }) => looks > 0 },
  ],

  measures: [
    throughput('publications'),
    tally('torn', 'looks that saw a flag without its data, per trial', ({ torn }: Sightings) => torn),
    tally('looks', 'looks of all readers, per trial', ({ looks }: Sightings) => looks),
    tally(
      'fresh',
      'looks that found a new flag: so often a torn one could have been seen',
      ({ fresh }: Sightings) => fresh,
    ),
  ],

  headline: stories => {
    const torn = stories.filter(({ counts }) => (counts['torn'] ?? 0) > 0)
    if (torn.length > 0) {
      return torn
        .map(story => `With a ${story.title}, readers saw it without its data in ${trialsWith(story, ['torn'])}.`)
        .join(' ')
    }
    return 'No reader saw a flag without its data. With an atomic flag none can. With a plain flag it is allowed: not observed here, which is not “safe”.'
  },

  charts: ['outcome-table', 'throughput-over-time'],
})
