import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame, FRAME_FORMAT, type Frame } from '../../../src/contract/frames.ts'

const frames: fc.Arbitrary<Frame> = fc.record({
  sequence: fc.nat(),
  arm: fc.nat({ max: 100 }),
  trial: fc.integer({ min: -100, max: 1000 }),
  atMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
  intervalMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
  latenessMillis: fc.double({ min: 0, max: 1e9, noNaN: true }),
  operations: fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER }), { maxLength: 64 }),
})

const sample: Frame = {
  sequence: 3,
  arm: 1,
  trial: 0,
  atMillis: 50,
  intervalMillis: 50,
  latenessMillis: 0,
  operations: [7, 8],
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
    expect([...encodeFrame(sample)]).toEqual([FRAME_FORMAT, 3, 1, 0, 50, 50, 0, 2, 7, 8])
  })

  it('of another format are refused', () => {
    for (const format of [0, 2, -1, Number.NaN, 1.5]) {
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

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 3])(
    'that claim %d workers but carry two are refused',
    count => {
      const cells = encodeFrame(sample)
      cells[7] = count
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
