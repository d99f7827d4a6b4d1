import { block, i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { contention, tally, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { rendezvousLayout } from '../kit/rendezvous.ts'

type Fates = {
  readonly objects: number
  readonly freedOnce: number
  readonly freedAgain: number
  readonly leaked: number
  readonly usedAfterFree: number
}

const MAX_OBJECTS = 65_536

/** A gap by default: on a busy machine, too, the others then come between load and store. */
const gapped: typeof amplifierParams.amplifier = {
  ...amplifierParams.amplifier,
  default: 'yield',
  help: 'what happens between the steps of plain counts, every other time',
}

export const params = {
  objects: count({
    min: 1,
    max: MAX_OBJECTS,
    default: 200,
    unit: 'objects',
    help: 'objects that each worker holds a reference to at the start',
  }),
  uses: count({
    min: 0,
    max: 100,
    default: 1,
    help: 'how often each worker takes one more reference to an object and drops it again',
  }),
  amplifier: gapped,
  spinNanos: amplifierParams.spinNanos,
} as const

export const memory = layout('double-free', {
  counts: block(MAX_OBJECTS, {
    writers: 'every worker',
    access: 'racy',
    unit: 'references',
    doc: 'references to object i; how one is added or dropped is what the variants differ in',
  }),
  frees: block(MAX_OBJECTS, {
    writers: 'whoever saw the count of object i reach 0',
    access: 'atomic',
    doc: 'how often object i was freed, counted apart from its references',
  }),
  gate: mutexLayout,
  place: rendezvousLayout,
  own: perWorker(
    layout('user', {
      usedAfterFree: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'uses of an object, held by this worker, that somebody had freed',
      }),
    }),
  ),
})

/**
 * Double free. K workers share objects; each holds a reference, takes and drops some more, and lets go. Who drops the last
 * reference frees the object. Is each freed exactly once?
 *
 * Look for: three faults from one race. Two workers that both see the 0 both free. A lost increment frees an object that is
 * still in use. A lost decrement leaves a count that never comes to 0: a leak.
 *
 * Sources: Collins, "A Method for Overlapping and Erasure of Lists" (1960), for reference counts; PEP 703 on why CPython's
 * counts needed the GIL.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials of 200 objects
 * each:
 *
 *   plain              freed once  0   miscounted 30   10 objects freed twice, 55.5 never; 10 uses of freed ones (medians)
 *   atomic-decrement   freed once 30   miscounted  0
 *   big-lock           freed once 30   miscounted  0
 *
 * Preset natural-width, two runs of 30 trials: plain miscounted in 3 while other work held a core, in 30 while it did not
 * (then 17 objects freed twice, 91 never, in the median).
 */
export const doubleFree = defineExperiment({
  id: 'double-free',
  title: 'Double free',
  topic: 'Races',
  question: 'Several workers count references to the same objects. Is each object freed exactly once?',

  params,
  variants: {
    plain: { title: 'plain counts', doc: 'count + 1 or count − 1 in three steps; then a look whether 0 is left' },
    atomicDecrement: { title: 'atomic counts', doc: 'one indivisible step, and it says whether it was the last' },
    bigLock: { title: 'one big lock', doc: 'every change of any count under the same lock, as under a GIL' },
  },

  presets: {
    'natural-width': {
      label: '10 000 objects, 100 uses, nothing in the gap',
      params: { workers: 2, objects: 10_000, uses: 100, amplifier: 'none' },
    },
    'drop-only': { label: 'every worker only drops its reference', params: { uses: 0 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'user'),

  prepare: (words, { objects, workers }) => {
    words.counts.items.fill(workers, 0, objects)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { objects, workers }): Fates => {
    const frees = words.frees.items.subarray(0, objects)
    const countOf = (fits: (times: number) => boolean): number =>
      frees.reduce((sum, times) => sum + (fits(times) ? 1 : 0), 0)
    return {
      objects,
      freedOnce: countOf(times => times === 1),
      freedAgain: countOf(times => times > 1),
      leaked: countOf(times => times === 0),
      usedAfterFree: words.own.first(workers).reduce((sum, { usedAfterFree }) => sum + usedAfterFree.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'freed-once',
      description: 'every object was freed exactly once, after its last use',
      when: ({ objects, freedOnce, usedAfterFree }) => freedOnce === objects && usedAfterFree === 0,
      grades: 'acceptable',
    },
    {
      name: 'miscounted',
      description: 'some object was freed twice, while in use, or never',
      when: () => true,
      grades: { plain: 'interesting', atomicDecrement: 'forbidden', bigLock: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'each worker dropped its reference to each object',
      holds: (_observed, { objects, workers }, done) => done.operations === workers * objects,
    },
  ],

  measures: [
    throughput('objects'),
    tally('freed-again', 'objects freed more than once, per trial', ({ freedAgain }: Fates) => freedAgain),
    tally('leaked', 'objects never freed, per trial', ({ leaked }: Fates) => leaked),
    tally(
      'used-after-free',
      'uses of an object that had been freed, per trial',
      ({ usedAfterFree }: Fates) => usedAfterFree,
    ),
    contention('bigLock'),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['miscounted'],
      story => {
        const { 'freed-again': again = 0, leaked = 0 } = story.medians
        const fates = `${String(again)} objects were freed twice and ${String(leaked)} never`
        return `went wrong in ${trialsWith(story, ['miscounted'])}; in the median one ${fates}`
      },
      'freed every object exactly once',
    ),

  charts: ['outcome-table', 'throughput-over-time'],
})
