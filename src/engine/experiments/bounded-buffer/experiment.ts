import { block, i32, layout } from '../../memory/layout.ts'
import { conditionLayout } from '../../sync/condition.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeRing, ringLayout } from '../../sync/ring.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { fillWitness } from '../kit/fill-witness.ts'
import { itemWitness, MAX_ITEMS, tallyItems } from '../kit/item-witness.ts'
import { contention, tally } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { rate } from '../kit/rate.ts'

const MAX_CAPACITY = 1024

type Delivered = {
  readonly sent: number
  readonly once: number
  readonly lost: number
  readonly doubled: number
  readonly phantoms: number
  readonly overflows: number
  readonly underflows: number
}

export const params = {
  workers: count({ min: 2, max: 64, default: 4, help: 'producers and consumers together' }),
  producers: count({ min: 1, max: 63, default: 2, help: 'of the workers; the rest consume, and at least one does' }),
  items: count({ min: 1, max: MAX_ITEMS, default: 5_000, unit: 'items', help: 'items of all producers together' }),
  capacity: count({
    min: 1,
    max: MAX_CAPACITY,
    default: 16,
    unit: 'items',
    help: 'places of the buffer; a ring has a power of two of them, not more than this',
  }),
  ...amplifierParams,
} as const

/** What a worker does; ranks count within a role. */
type Role = { readonly produces: boolean; readonly rank: number; readonly peers: number }

/** Producers come first; one worker at least consumes. */
export function roleOf(worker: number, { workers, producers }: { workers: number; producers: number }): Role {
  const producing = Math.min(producers, workers - 1)
  if (worker < producing) return { produces: true, rank: worker, peers: producing }
  return { produces: false, rank: worker - producing, peers: workers - producing }
}

/** A ring finds the place of an item by masking its number. */
export function ringCapacity(capacity: number): number {
  return 2 ** Math.floor(Math.log2(capacity))
}

export const memory = layout('bounded-buffer', {
  gate: mutexLayout,
  free: semaphoreLayout,
  filled: semaphoreLayout,
  notFull: conditionLayout,
  notEmpty: conditionLayout,
  ring: ringLayout,
  pushGate: mutexLayout,
  popGate: mutexLayout,
  head: i32({
    writers: 'consumers',
    access: 'racy',
    ownLine: true,
    unit: 'items',
    doc: 'items taken; under the gate, but in shared-ring',
  }),
  tail: i32({
    writers: 'producers',
    access: 'racy',
    ownLine: true,
    unit: 'items',
    doc: 'items put; under the gate, but in shared-ring',
  }),
  places: block(MAX_CAPACITY, {
    writers: 'producers',
    access: 'racy',
    doc: 'a circle of items; under the gate, but in shared-ring',
  }),
  producersDone: i32({
    writers: 'producers',
    access: 'atomic',
    ownLine: true,
    doc: 'producers that put no more; for shared-ring',
  }),
  consumersDone: i32({ writers: 'consumers', access: 'atomic', doc: 'consumers that take no more; for shared-ring' }),
  fill: fillWitness,
  witness: itemWitness,
})

/**
 * Bounded buffer. Producers put numbered items into a buffer with few places, consumers take them out. Does each item
 * arrive exactly once, and is the buffer never fuller than full or emptier than empty?
 *
 * Look for: three right ways and what each costs, and what becomes of the fastest of them when it is used by more than
 * it was made for. A ring without locks is right for one producer and one consumer, for the reason that each of its two
 * counters has one writer. The variant `ring` therefore lets a crowded end through a mutex, and with 2 workers it is
 * lock-free; `shared-ring` lets everybody at it.
 * The oracle is a receipt per item and two counters outside the buffer, the same in all variants.
 *
 * Sources: E. W. Dijkstra, "Cooperating sequential processes" (1965), §4.3, for the semaphores; C. A. R. Hoare,
 * "Monitors" (1974), §2, for the conditions; L. Lamport, "Specifying Concurrent Program Modules" (1983), for the ring.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   semaphores    each-once 30   lost-or-doubled  0   231 000 items/s
 *   condition     each-once 30   lost-or-doubled  0   188 000 items/s
 *   ring          each-once 30   lost-or-doubled  0   170 000 items/s
 *   shared-ring   each-once 19   lost-or-doubled 11   116 000 items/s
 *
 * With 16 workers the shared ring lost or doubled items in 30 of 30 trials, with 2 in none.
 */
export const boundedBuffer = defineExperiment({
  id: 'bounded-buffer',
  title: 'Bounded buffer',
  topic: 'Semaphores, events, conditions',
  question: 'Producers and consumers share a buffer with few places. Does every item arrive exactly once?',

  params,
  variants: {
    semaphores: { title: 'semaphores', doc: 'one counts free places, one counts items, a mutex guards the places' },
    condition: { title: 'conditions', doc: 'a mutex, and two conditions: not full, not empty' },
    ring: { title: 'ring', doc: 'no lock between the two ends; an end with several workers has a mutex of its own' },
    sharedRing: { title: 'shared ring', doc: 'the steps of the ring, with everybody at both ends and no mutex' },
  },

  presets: {
    pair: { label: 'one producer, one consumer', params: { workers: 2, producers: 1 } },
    narrow: { label: 'a buffer with one place', params: { workers: 4, producers: 2, capacity: 1, items: 1_000 } },
    crowd: { label: '8 producers, 8 consumers', params: { workers: 16, producers: 8 } },
  },

  memory,
  roles: params =>
    Array.from({ length: params.workers }, (_, worker) => (roleOf(worker, params).produces ? 'producer' : 'consumer')),

  prepare: (words, { capacity }) => {
    initializeSemaphore(words.free, capacity)
    initializeSemaphore(words.filled, capacity)
    words.filled.permits.store(0)
    initializeRing(words.ring, ringCapacity(capacity))
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ witness, fill }, { items }): Delivered => ({
    sent: items,
    ...tallyItems(witness, items),
    overflows: fill.overflows.load(),
    underflows: fill.underflows.load(),
  }),

  outcomes: [
    {
      name: 'each-once',
      description: 'every item arrived exactly once, and the buffer kept within its bounds',
      when: seen => isWhole(seen) && isWithinBounds(seen),
      grades: 'acceptable',
    },
    {
      name: 'lost-or-doubled',
      description: 'an item never arrived, arrived twice, or was none',
      when: seen => !isWhole(seen),
      grades: { semaphores: 'forbidden', condition: 'forbidden', ring: 'forbidden', sharedRing: 'interesting' },
    },
    {
      name: 'out-of-bounds',
      description: 'every item arrived once, but the buffer held more than it has places for, or fewer than none',
      when: seen => !isWithinBounds(seen),
      grades: { semaphores: 'forbidden', condition: 'forbidden', ring: 'forbidden', sharedRing: 'interesting' },
    },
  ],

  checks: [
    {
      name: 'a-pair-is-safe',
      description: 'with one producer and one consumer no variant loses anything, the shared ring included',
      holds: (seen, { workers }) => workers > 2 || (isWhole(seen) && isWithinBounds(seen)),
    },
  ],

  measures: [
    rate('items', ({ once }: Delivered) => once),
    tally('lost', 'items that never arrived, per trial', ({ lost }: Delivered) => lost),
    tally('doubled', 'items that arrived more than once, per trial', ({ doubled }: Delivered) => doubled),
    contention('semaphores', 'condition', 'ring'),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['lost-or-doubled', 'out-of-bounds'],
      story => `lost or doubled items in ${trialsWith(story, ['lost-or-doubled'])}`,
      'delivered every item exactly once',
    ),

  charts: ['outcome-table', 'level-strip', 'thread-lanes', 'wait-histogram', 'throughput-over-time'],

  levels: [
    {
      name: 'items',
      title: 'items in the buffer',
      unit: 'items',
      ceiling: ({ capacity }) => capacity,
      of: ({ fill }) => Math.max(0, fill.atMost.load()),
    },
  ],
})

function isWhole({ lost, doubled, phantoms }: Delivered): boolean {
  return lost === 0 && doubled === 0 && phantoms === 0
}

function isWithinBounds({ overflows, underflows }: Delivered): boolean {
  return overflows === 0 && underflows === 0
}
