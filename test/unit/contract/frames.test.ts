import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, FRAME_FORMAT, WORKER_STATES, type Frame } from '../../../src/contract/frames.ts'

const header = {
  sequence: fc.nat(),
  arm: fc.nat({ max: 100 }),
  trial: fc.integer({ min: -100, max: 1000 }),
  runMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
  atMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
  intervalMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
  latenessMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
}
const worker = fc.tuple(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.nat({ max: WORKER_STATES.length - 1 }))
const tiles = fc.record({
  columns: fc.nat({ max: 64 }),
  owners: fc.array(fc.nat({ max: 64 }), { minLength: 1, maxLength: 100 }),
})
const frames: fc.Arbitrary<Frame> = fc
  .tuple(fc.record(header), fc.array(worker, { maxLength: 64 }), fc.option(tiles))
  .map(([rest, workers, image]) => ({
    ...rest,
    operations: workers.map(([operations]) => operations),
    states: workers.map(([, state]) => state),
    tiles: image,
  }))

const sample: Frame = {
  sequence: 3,
  arm: 1,
  trial: 0,
  runMillis: 90,
  atMillis: 50,
  intervalMillis: 50,
  latenessMillis: 0,
  operations: [7, 8],
  states: [2, 5],
  tiles: null,
}

describe('frames', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(frames, frame => {
        expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
      }),
    )
  })

  it('lie as the table of their fields says', () => {
    expect([...encodeFrame(sample)]).toEqual([FRAME_FORMAT, 3, 1, 0, 90, 50, 50, 0, 2, 0, 0, 7, 8, 2, 5])
    const owners = [1, 0, 64, 0, 0, 0, 2, 3]
    const packed = [1 + 64 * 128 ** 2 + 2 * 128 ** 6, 3]
    expect([...encodeFrame({ ...sample, tiles: { columns: 4, owners } })].slice(9)).toEqual([
      8,
      4,
      7,
      8,
      2,
      5,
      ...packed,
    ])
  })

  it('of another format are refused', () => {
    for (const format of [0, 1, -1, Number.NaN, 2.5]) {
      const cells = encodeFrame(sample)
      cells[0] = format
      expect(decodeFrame(cells)).toBeNull()
    }
  })

  it('of every wrong length are refused, the empty one too', () => {
    const cells = encodeFrame(sample)
    for (let length = 0; length < cells.length; length++) expect(decodeFrame(cells.slice(0, length))).toBeNull()
    expect(decodeFrame(new Float64Array([...cells, 9]))).toBeNull()
  })

  it.each([-1, 8, Number.NaN, Number.POSITIVE_INFINITY])('that claim %d tiles and carry none are refused', count => {
    const cells = encodeFrame(sample)
    cells[9] = count
    expect(decodeFrame(cells)).toBeNull()
  })

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 3])(
    'that claim %d workers but carry two are refused',
    count => {
      const cells = encodeFrame(sample)
      cells[8] = count
      expect(decodeFrame(cells)).toBeNull()
    },
  )

  it('are never guessed at, whatever the cells hold', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 12 }), numbers => {
        const frame = decodeFrame(new Float64Array(numbers))
        if (frame !== null) expect([...encodeFrame(frame)]).toEqual(numbers.map(value => value))
      }),
    )
  })
})
