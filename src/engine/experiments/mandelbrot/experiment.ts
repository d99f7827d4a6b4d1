import { capitalised } from '../../../base/text.ts'
import { significant } from '../../../base/units.ts'
import { block, f64, i32, layout, perWorker, type Bound } from '../../memory/layout.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { throughput, type Measure } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { hashOf, referenceHash } from './reference.ts'
import { columnsOf, tilesOf, type ImageSize } from './view.ts'

type Seen = {
  readonly tiles: number
  /** Tiles that were computed exactly once. */
  readonly once: number
  /** u32, of the image and of the one that it should be. */
  readonly hash: number
  readonly referenceHash: number
  /** The worker that was at it longest, and all of them on average. */
  readonly longestMillis: number
  readonly meanMillis: number
}

const LARGEST = 1024
const SMALLEST_TILE = 16
const MOST_TILES = (LARGEST / SMALLEST_TILE) ** 2

export const params = {
  trials: { ...commonParams.trials, default: 5 },
  size: count({ min: 64, max: LARGEST, default: 512, unit: 'pixels', help: 'width and height of the image' }),
  tile: count({ min: SMALLEST_TILE, max: 256, default: 32, unit: 'pixels', help: 'width and height of a tile' }),
  iterations: count({
    min: 10,
    max: 100_000,
    default: 10_000,
    unit: 'iterations',
    help: 'of a pixel at most: those inside the set take all of them',
  }),
} as const

export const memory = layout('mandelbrot', {
  image: block(LARGEST * LARGEST, {
    writers: 'who computes the tile',
    access: 'single writer',
    unit: 'iterations',
    doc: 'by pixel, row by row: how long it took to escape',
  }),
  owners: block(MOST_TILES, {
    writers: 'who finished it',
    access: 'atomic',
    doc: 'by tile: worker + 1, 0 = not finished',
  }),
  computed: block(MOST_TILES, {
    writers: 'who finished it',
    access: 'atomic',
    doc: 'by tile: how often it was finished',
  }),
  finishes: block(MOST_TILES, {
    writers: 'who finished it',
    access: 'single writer',
    unit: 'µs',
    doc: 'by tile: when, since its worker began',
  }),
  next: i32({
    writers: 'every worker',
    access: 'atomic',
    ownLine: true,
    unit: 'tiles',
    doc: 'the next tile to be taken',
  }),
  own: perWorker(
    layout('mandelbrot-own', {
      beganNanos: f64({ writers: 'the worker', access: 'single writer', unit: 'ns', doc: '0 = it took no part' }),
      busyNanos: f64({ writers: 'the worker', access: 'single writer', unit: 'ns', doc: 'until its last tile' }),
    }),
  ),
})

type Words = Bound<typeof memory.fields>

const PARALLEL = ['strips', 'interleaved', 'dynamic'] as const

const speedUp: Measure<Seen> = {
  name: 'speed-up',
  unit: 'times',
  help: 'pixels per second, of what one worker does in the same round of the run',
  only: PARALLEL,
  over: { variant: 'serial', measure: 'throughput' },
  of: () => undefined,
}

const imbalance: Measure<Seen> = {
  name: 'imbalance',
  unit: 'times',
  help: 'the time of the worker that was at it longest, of the mean: what a better split could still gain',
  only: PARALLEL,
  of: ({ observed: { longestMillis, meanMillis } }) => (meanMillis > 0 ? longestMillis / meanMillis : undefined),
}

/**
 * Mandelbrot set in tiles. Workers compute one image into shared memory. The tiles are the same in every variant; what differs is
 * who computes which. How much does the split decide?
 *
 * Look for: the picture, live. Tiles inside the set take a thousand times as long as those far outside. A strip of
 * neighbouring columns is mostly cheap or mostly costly, so one worker is still at it when the others have long been done;
 * with every n-th tile costs mix; with a counter whoever is done takes the next, and all end within a tile of each other.
 * The image is compared with one that the host computes by itself, in one piece, with a search for cycles instead of all
 * iterations.
 *
 * Sources: B. Mandelbrot (1980), the set; H. Casanova, A. Legrand, Y. Robert, "Parallel Algorithms" (2008), chapter 7, for static and
 * dynamic splits; R. Brent, "An improved Monte Carlo factorization algorithm" (1980), for the search for cycles.
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, seed 7, 2 workers, 5 000 iterations, 5 trials each, complete in all; medians and 95 %
 * intervals:
 *
 *   serial         213 k pixels/s
 *   strips         253 k   speed-up 1.17 (1.15 to 1.21)   imbalance 1.70 (1.69 to 1.71)
 *   interleaved    398 k            1.85 (1.84 to 1.91)             1.05 (1.05 to 1.07)
 *   dynamic        418 k            1.96 (1.94 to 1.97)             1.00 (1.00 to 1.00)
 */
export const mandelbrot = defineExperiment({
  id: 'mandelbrot',
  title: 'Mandelbrot in tiles',
  topic: 'Parallelism and the GIL',
  question: 'One image, tiles that take very different times. Who should compute which?',

  params,
  variants: {
    serial: { title: 'one worker', doc: 'T1 computes all tiles' },
    strips: { title: 'strips', doc: 'each worker has as many neighbouring tiles, fixed before the start' },
    interleaved: { title: 'interleaved', doc: 'each worker has every n-th tile, fixed before the start' },
    dynamic: { title: 'dynamic', doc: 'who is done takes the next tile from an atomic counter' },
  },

  presets: {
    'small-tiles': { label: 'small tiles', params: { tile: 16 } },
    'large-tiles': { label: 'large tiles', params: { tile: 128 } },
    even: { label: 'tiles that cost the same', params: { iterations: 10, size: 1024 } },
    'strips-and-dynamic': { label: 'strips and dynamic', params: {}, variants: ['serial', 'strips', 'dynamic'] },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'painter'),
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),

  observe: ({ image, computed, own }, { workers, size, tile, iterations }): Seen => {
    const tiles = tilesOf({ size, tile })
    const busy = own.first(workers).map(({ busyNanos }) => busyNanos.value / 1e6)
    return {
      tiles,
      once: computed.items.subarray(0, tiles).filter(times => times === 1).length,
      hash: hashOf(image.items.subarray(0, size * size)),
      referenceHash: referenceHash(size, iterations),
      longestMillis: Math.max(...busy),
      meanMillis: busy.reduce((sum, millis) => sum + millis, 0) / workers,
    }
  },

  outcomes: [
    {
      name: 'wrong-image',
      description: 'the image is not the one that a single computer of it makes',
      when: ({ hash, referenceHash: expected }) => hash !== expected,
      grades: 'forbidden',
    },
    {
      name: 'not-once',
      description: 'the image is right, and some tile was computed twice or by nobody',
      when: ({ once, tiles }) => once !== tiles,
      grades: 'forbidden',
    },
    {
      name: 'complete',
      description: 'the image is right, and every tile was computed exactly once',
      when: () => true,
      grades: 'acceptable',
    },
  ],

  checks: [
    {
      name: 'pixels-add-up',
      description: 'the workers together report as many pixels as the image has',
      holds: (_seen, { size }, done) => done.operations === size * size,
    },
  ],

  measures: [throughput('pixels'), speedUp, imbalance],

  headline: stories => stories.flatMap(sentence).join(' '),

  charts: ['tiles', 'speed-up-dots', 'outcome-table', 'fairness-bars', 'throughput-over-time'],

  tiles: {
    columns: columnsOf,
    owners: ({ owners }, image) => owners.items.subarray(0, tilesOf(image)),
    finishedMillis,
    costs,
  },
})

function finishedMillis({ owners, finishes, own }: Words, image: ImageSize & { readonly workers: number }): number[] {
  const began = own.first(image.workers).map(({ beganNanos }) => beganNanos.value)
  const first = Math.min(...began.filter(nanos => nanos > 0))
  return Array.from({ length: tilesOf(image) }, (_, tile) => {
    const start = began[(owners.items[tile] ?? 0) - 1] ?? first
    return (start - first) / 1e6 + (finishes.items[tile] ?? 0) / 1e3
  })
}

/** Iterations of each tile, of those of the costliest. */
function costs({ image }: Words, { size, tile }: ImageSize): number[] {
  const columns = columnsOf({ size, tile })
  const sums = new Float64Array(tilesOf({ size, tile }))
  for (let row = 0; row < size; row++) {
    const firstOfRow = Math.floor(row / tile) * columns
    for (let column = 0; column < size; column++) {
      const at = firstOfRow + Math.floor(column / tile)
      sums[at] = (sums[at] ?? 0) + (image.items[row * size + column] ?? 0)
    }
  }
  const most = sums.reduce((a, b) => Math.max(a, b), 1)
  return [...sums].map(sum => sum / most)
}

function sentence({ title, medians }: VariantStory): string[] {
  const { 'speed-up': times, imbalance: uneven } = medians
  if (uneven === undefined) return []
  const faster = times === undefined ? '' : `${significant(times)} times one worker, `
  return [`${capitalised(title)}: ${faster}imbalance ${significant(uneven)}.`]
}
