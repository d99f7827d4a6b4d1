import { significant } from '../../../base/units.ts'
import { MAX_WORKERS } from '../../../contract/limits.ts'
import { block, i32, layout, perWorker } from '../../memory/layout.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { cost, cpuPerOperation, throughput } from '../kit/measures.ts'
import { choice, count } from '../kit/params.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Counted = { readonly expected: number; readonly actual: number }

const WIDEST = 256
const WORD = 4

export const params = {
  trials: count({ min: 1, max: 1000, default: 5, help: 'repetitions of each variant' }),
  duration: durationParam(200, 1_000),
  access: choice({
    choices: {
      atomic: 'an atomic add: the core must have the line for each of them',
      plain: 'a plain ++: the core may collect many of them before it needs the line',
    },
    default: 'atomic',
    help: 'how a worker adds to its counter',
  }),
} as const

export const memory = layout('false-sharing', {
  counters: block((MAX_WORKERS * WIDEST) / WORD, {
    writers: 'one worker per word',
    access: 'single writer',
    unit: 'additions',
    doc: 'the counters, as far apart as the variant says',
  }),
  done: perWorker(
    i32({
      writers: 'the worker',
      access: 'single writer',
      unit: 'additions',
      doc: 'additions that the worker has made, written after each batch',
    }),
  ),
})

const EXACT = 'Every addition counted.'
/** Ratios below are within the noise of a few trials. */
const NOTICEABLE = 1.2

/**
 * False sharing. Each worker adds to a counter of its own; no word is shared. The variants differ in how far apart the
 * counters lie. Does it matter to a worker what its neighbour does?
 *
 * Look for: the step in the table where neighbours stop sharing a cache line, at 64 bytes on most processors, and the
 * width of that step with atomic and with plain additions. The sums are right in every row: this is about speed only.
 *
 * Sources: Bolosky and Scott, "False Sharing and its Effect on Shared Memory Performance" (1993); Intel 64 and IA-32
 * Architectures Optimization Reference Manual, on lines that are fetched in pairs.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, seed 7, 5 trials, atomic; ns of CPU per
 * addition, median and 95 % interval; the workers had 0.3 to 0.6 cores together, and so hardly ever overlapped:
 *
 *   4 bytes  8.33 (6.68 to 10.2)    64 bytes  6.47 (6.03 to 6.68)
 *   8 bytes  7.45 (5.85 to 8.64)   128 bytes  6.73 (5.83 to 6.97)
 *  16 bytes  6.65 (5.84 to 6.78)   256 bytes  6.39 (6.11 to 7.29)
 *  32 bytes  7.94 (5.85 to 10.4)
 */
export const falseSharing = defineExperiment({
  id: 'false-sharing',
  title: 'False sharing',
  topic: 'Atomics and memory',
  question: 'No two workers touch the same word. Why do they slow each other down?',

  params,
  variants: {
    bytes4: { title: '4 bytes apart', doc: 'neighbouring words' },
    bytes8: { title: '8 bytes apart', doc: 'every second word' },
    bytes16: { title: '16 bytes apart', doc: 'four to a line of 64 bytes' },
    bytes32: { title: '32 bytes apart', doc: 'two to a line of 64 bytes' },
    bytes64: { title: '64 bytes apart', doc: 'a line each, where lines have 64 bytes' },
    bytes128: { title: '128 bytes apart', doc: 'a line each also where lines have 128 bytes or come in pairs' },
    bytes256: { title: '256 bytes apart', doc: 'more than any current line' },
  },

  presets: {
    'near-and-far': { label: 'near and far', params: {}, variants: ['bytes4', 'bytes128'] },
    'plain-near-and-far': {
      label: 'near and far, plain',
      params: { access: 'plain' },
      variants: ['bytes4', 'bytes128'],
    },
    'around-a-line': { label: 'around a line', params: {}, variants: ['bytes32', 'bytes64', 'bytes128'] },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'counter'),
  lasts: ({ duration }) => duration,
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Counted => ({
    expected: words.done.first(workers).reduce((sum, own) => sum + own.load(), 0),
    actual: words.counters.items.reduce((sum, counter) => sum + counter, 0),
  }),

  outcomes: [
    {
      name: 'exact',
      description: 'every addition counted: sharing a line is no race',
      when: ({ expected, actual }) => actual === expected,
      grades: 'acceptable',
    },
    {
      name: 'wrong',
      description: 'the counters do not hold what the workers added',
      when: ({ expected, actual }) => actual !== expected,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'what the workers report is what they have written down',
      holds: ({ expected }, _params, done) => done.operations === expected,
    },
  ],

  measures: [throughput('additions'), cost, cpuPerOperation],

  headline: stories => {
    const [nearest, farthest] = [stories[0], stories.at(-1)]
    const [near, far] = [nearest && nanosOf(nearest), farthest && nanosOf(farthest)]
    if (nearest === undefined || farthest === undefined || near === undefined || far === undefined) return EXACT
    const price = `An addition took ${significant(near)} ns with counters ${nearest.title}`
    if (nearest === farthest) return `${price}. ${EXACT}`
    const compared = `${price}, ${significant(far)} ns with counters ${farthest.title}`
    if (near < far * NOTICEABLE) return `${compared}: no false sharing to be seen. ${EXACT}`
    return `${compared}, though no word is shared: ${significant(near / far)} times as much. ${EXACT}`
  },

  charts: ['heat-map', 'cost-ladder', 'outcome-table'],
})

/** CPU time where it was measured: what an addition costs whoever makes it, however many others want the cores. */
function nanosOf({ medians }: VariantStory): number | undefined {
  return medians['cpu-per-operation'] ?? medians['cost']
}
