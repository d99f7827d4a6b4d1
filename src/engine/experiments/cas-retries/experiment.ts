import { block, i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { contention, tally, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'

type Ownership = {
  readonly nodes: number
  readonly doubled: number
  readonly missing: number
  readonly retries: number
  readonly tagBits: number
}

/** The lower bits of the head are the number of a node, 0 for none; the tag lies above. */
export const NODE_BITS = 8
const MAX_NODES = 2 ** NODE_BITS - 1
/** Of the head in one turn: two nodes are taken, two given back. */
const CHANGES_PER_TURN = 4

/** Some pops are stopped by default: on a busy machine, too, the others then go on meanwhile. */
const stopped: typeof amplifierParams.amplifier = {
  ...amplifierParams.amplifier,
  default: 'yield',
  help: 'what happens in one of four pops, between looking at the top and taking it, in every variant',
}

export const params = {
  turns: count({
    min: 1,
    max: 1_000_000,
    default: 300,
    unit: 'turns',
    help: 'turns of each worker: take two nodes, give back the first, then the second',
  }),
  nodes: count({ min: 2, max: MAX_NODES, default: 8, unit: 'nodes', help: 'nodes in the stack at the start' }),
  tagBits: count({
    min: 1,
    max: 32 - NODE_BITS,
    default: 32 - NODE_BITS,
    unit: 'bits',
    help: 'width of the tag; after 2^tagBits changes of the head it starts again',
  }),
  amplifier: stopped,
  spinNanos: amplifierParams.spinNanos,
} as const

export const memory = layout('cas-retries', {
  head: i32({
    writers: 'every worker',
    access: 'atomic',
    ownLine: true,
    doc: 'the node on top, 1-based, 0 = none; in tagged a number of changes above it',
  }),
  next: block(MAX_NODES + 1, {
    writers: 'whoever owns the node',
    access: 'atomic',
    doc: 'the node below node i, 0 = none',
  }),
  owners: block(MAX_NODES + 1, {
    writers: 'whoever takes or gives back node i',
    access: 'atomic',
    doc: 'workers that hold node i, counted apart from the stack',
  }),
  gate: mutexLayout,
  tagBits: i32({
    writers: 'every worker',
    access: 'atomic',
    unit: 'bits',
    doc: 'width of the tag that the kernel used',
  }),
  own: perWorker(
    layout('taker', {
      doubled: i32({ writers: 'the worker', access: 'single writer', doc: 'nodes it got that somebody held' }),
      retries: i32({ writers: 'the worker', access: 'single writer', doc: 'compare-exchanges that came too late' }),
    }),
  ),
})

/**
 * CAS retries. Workers take nodes from a stack without a lock, and give them back. Does a node ever have two owners?
 *
 * Look for: compare-exchange compares values, not histories. Where the top comes back to what it was (A, then others, then
 * A again), it succeeds on an old look, and hands out a node that somebody holds. A tag that counts changes makes the old
 * value a different one. Ownership is counted in words that the stack does not touch.
 *
 * Sources: Treiber, "Systems Programming: Coping with Parallelism" (1986); IBM System/370 Principles of Operation, appendix
 * A, for the tag; Michael, "Hazard Pointers" (2004).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   untagged   exact  0   corrupted 30   0.11 retries per turn (medians)
 *   tagged     exact 30   corrupted  0   0.28 retries per turn
 *   mutex      exact 30   corrupted  0
 *
 * Preset natural-width: untagged corrupted in 9 of 30 trials. Preset two-bits: wrapped in 30 of 30.
 */
export const casRetries = defineExperiment({
  id: 'cas-retries',
  title: 'CAS retries and ABA',
  topic: 'Atomics and memory',
  question: 'Workers share a stack without a lock. Is it enough that the top is what it was?',

  params,
  variants: {
    untagged: { title: 'untagged head', doc: 'take the top if it is still the same node' },
    tagged: { title: 'tagged head', doc: 'take the top if nothing has changed: the head counts its changes' },
    mutex: { title: 'mutex', doc: 'look and take inside one critical section' },
  },

  presets: {
    '4-workers': { label: '4 workers, 16 nodes', params: { workers: 4, nodes: 16 } },
    'natural-width': {
      label: '2 x 50 000, nobody is stopped on purpose',
      params: { workers: 2, turns: 50_000, amplifier: 'none' },
    },
    'two-bits': { label: 'a tag of two bits', params: { workers: 4, turns: 1000, tagBits: 2 }, variants: ['tagged'] },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'taker'),

  prepare: (words, { nodes }) => {
    words.head.store(1)
    for (let node = 1; node < nodes; node++) words.next.items[node] = node + 1
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { nodes, workers }): Ownership => ({
    nodes,
    doubled: words.own.first(workers).reduce((sum, { doubled }) => sum + doubled.load(), 0),
    missing: nodes - reachable(words.head.load(), words.next.items).size,
    retries: words.own.first(workers).reduce((sum, { retries }) => sum + retries.load(), 0),
    tagBits: words.tagBits.load(),
  }),

  outcomes: [
    {
      name: 'exact',
      description: 'no node had two owners, and all are back in the stack',
      when: ({ doubled, missing }) => doubled === 0 && missing === 0,
      grades: 'acceptable',
    },
    {
      name: 'wrapped',
      description: 'nodes had two owners or got lost, but the tag was so narrow that it could come round',
      when: ({ tagBits }, params) => tagBits > 0 && canWrap(tagBits, params),
      grades: { untagged: 'forbidden', tagged: 'acceptable', mutex: 'forbidden' },
    },
    {
      name: 'corrupted',
      description: 'nodes had two owners or got lost',
      when: () => true,
      grades: { untagged: 'interesting', tagged: 'forbidden', mutex: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the turns that the workers counted themselves sum to workers x turns',
      holds: (_observed, { workers, turns }, done) => done.operations === workers * turns,
    },
  ],

  measures: [
    throughput('turns'),
    tally(
      'doubled',
      'times that a worker got a node that somebody held, per trial',
      ({ doubled }: Ownership) => doubled,
    ),
    tally(
      'missing',
      'nodes that were in no stack and in no hand in the end, per trial',
      ({ missing }: Ownership) => missing,
    ),
    {
      name: 'retries',
      unit: 'retries/turn',
      help: 'how often a compare-exchange came too late, per turn',
      only: ['untagged', 'tagged'],
      of: ({ observed, operations }) => (operations > 0 ? observed.retries / operations : undefined),
    },
    contention('mutex'),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['corrupted', 'wrapped'],
      story => `gave a node to two owners, or lost one, in ${trialsWith(story, ['corrupted', 'wrapped'])}`,
      'kept every node with one owner',
    ),

  charts: ['outcome-table', 'throughput-over-time'],
})

/** Whether the head can change so often in a trial that a tag of so many bits comes back to an old value. */
export function canWrap(
  tagBits: number,
  { workers, turns }: { readonly workers: number; readonly turns: number },
): boolean {
  return workers * turns * CHANGES_PER_TURN >= 2 ** tagBits
}

/** The nodes that the stack holds; a damaged one may go in a circle. */
function reachable(head: number, next: Int32Array): Set<number> {
  const found = new Set<number>()
  for (let node = head & MAX_NODES; node !== 0 && !found.has(node); node = next[node] ?? 0) found.add(node)
  return found
}
