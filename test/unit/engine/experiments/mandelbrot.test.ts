import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mandelbrot, memory } from '../../../../src/engine/experiments/mandelbrot/experiment.ts'
import { escapeTime } from '../../../../src/engine/experiments/mandelbrot/painter.ts'
import { hashOf, referenceHash, referenceImage } from '../../../../src/engine/experiments/mandelbrot/reference.ts'
import { VIEW } from '../../../../src/engine/experiments/mandelbrot/view.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { present } from '../../../helpers/present.ts'

const PARAMS = {
  ...{ workers: 3, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 },
  // 72 is no multiple of 32: the last tiles of a row are smaller.
  ...{ size: 72, tile: 32, iterations: 50 },
}
const TILES = 9
const TIMING = { measuredMillis: 10, cpuMillis: 1, waits: 0 }
const VARIANTS = mandelbrot.variants.map(({ variant }) => variant)

/** Each worker in turn; one that is stopped before it begins does nothing. */
async function paint(variant: string, params = PARAMS) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const attached = mandelbrot.attach(buffer, 0)
  const run = await attached.loadKernels()
  const perWorker: number[] = []
  for (let worker = 0; worker < params.workers; worker++) {
    const context = new FakeRoleContext(worker, buffer)
    context.nanos = 1000 * (worker + 1)
    await run(variant, params, context)
    perWorker.push(context.completed)
  }
  const operations = perWorker.reduce((sum, own) => sum + own, 0)
  const judge = () => attached.judge(variant, params, { operations, perWorker }, TIMING)
  return { words: memory.bind(buffer, 0), attached, judge, perWorker }
}

describe('mandelbrot', () => {
  it.each(VARIANTS)('computes the whole image once, with %s', async variant => {
    const { judge, words } = await paint(variant)
    expect(judge()).toMatchObject({ outcome: 'complete', failedChecks: [], observed: { tiles: TILES, once: TILES } })
    expect(words.owners.items.subarray(0, TILES)).not.toContain(0)
  })

  it('splits as each variant says', async () => {
    const owners = async (variant: string) => [...(await paint(variant)).words.owners.items.subarray(0, TILES)]
    expect(await owners('serial')).toEqual(new Array(TILES).fill(1))
    expect(await owners('strips')).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3])
    expect(await owners('interleaved')).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3])
    expect(await owners('dynamic')).toEqual(new Array(TILES).fill(1))
  })

  it('gives everybody a strip of columns, also when workers and columns do not match', async () => {
    const { words } = await paint('strips', { ...PARAMS, workers: 2 })
    expect([...words.owners.items.subarray(0, TILES)]).toEqual([1, 1, 2, 1, 1, 2, 1, 2, 2])
  })

  it('notices one pixel that is wrong', async () => {
    const { words, judge } = await paint('dynamic')
    const { items } = words.image
    items[3000] = present(items[3000], 'a pixel') + 1
    expect(judge().outcome).toBe('wrong-image')
  })

  it('notices a tile that was computed twice, and one that nobody signed for', async () => {
    const { words, judge } = await paint('dynamic')
    words.computed.items[4] = 2
    expect(judge()).toMatchObject({ outcome: 'not-once', observed: { once: TILES - 1 } })
    words.computed.items[4] = 0
    expect(judge().outcome).toBe('not-once')
  })

  it('ends in mid-run when it is stopped, and signs for no half tile', async () => {
    for (const variant of VARIANTS) {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const context = new FakeRoleContext(0, buffer)
      context.stopRequested = () => context.completed >= 40
      const run = await mandelbrot.attach(buffer, 0).loadKernels()
      await run(variant, { ...PARAMS, workers: 1 }, context)
      expect(context.completed).toBeLessThan(40 + 32)
      expect(memory.bind(buffer, 0).owners.items.every(owner => owner === 0)).toBe(true)
    }
  })

  it('measures how uneven the split was', async () => {
    const { words, judge } = await paint('interleaved')
    for (const [worker, busy] of [30, 10, 20].entries()) words.own.of(worker).busyNanos.value = busy * 1e6
    expect(judge().measures['imbalance']).toBeCloseTo(1.5)
  })

  it('tells of each tile who finished it, when, and what it took of the costliest', async () => {
    const { attached, words } = await paint('interleaved')
    words.finishes.items[1] = 2500
    const tiles = present(attached.tiles(PARAMS), 'tiles')
    const { columns, owners, finishedMillis, costs } = tiles.record()
    expect([columns, owners.length, Math.max(...costs)]).toEqual([3, TILES, 1])
    // T2 began 1 µs after T1.
    expect(finishedMillis[1]).toBeCloseTo(2.501)
    // The middle of the image is inside the set, its corner far outside.
    expect(present(costs[4], 'the middle')).toBeGreaterThan(5 * present(costs[8], 'a corner'))
    expect(mandelbrot.attach(new SharedArrayBuffer(memory.byteLength), 0).tiles(PARAMS)?.owners()).toHaveLength(TILES)
  })
})

describe('the reference image', () => {
  it('is what the plain iteration makes, pixel by pixel, at any size and depth', () => {
    const depth = fc.integer({ min: 10, max: 3000 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), depth, (size, iterations) => {
        const step = VIEW.side / size
        const plain = Array.from({ length: size * size }, (_, pixel) => {
          const [column, row] = [pixel % size, Math.floor(pixel / size)]
          return escapeTime(VIEW.left + (column + 0.5) * step, VIEW.top + (row + 0.5) * step, iterations)
        })
        expect([...referenceImage(size, iterations)]).toEqual(plain)
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('is remembered by size and depth, and told apart by both', () => {
    const hash = referenceHash(16, 20)
    expect(referenceHash(16, 20)).toBe(hash)
    expect(hash).toBe(hashOf(referenceImage(16, 20)))
    expect(new Set([hash, referenceHash(16, 21), referenceHash(17, 20)]).size).toBe(3)
  })

  it('escapes at once outside, never inside, and when it is known to in between', () => {
    expect(escapeTime(3, 0, 100)).toBe(1)
    expect(escapeTime(0, 0, 100)).toBe(100)
    expect(escapeTime(-2, 0, 100)).toBe(100)
    expect(escapeTime(1, 0, 100)).toBe(3)
  })
})
