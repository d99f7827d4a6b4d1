import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameOf, FrameReader } from '../../../src/node/frames.ts'

describe('frames', () => {
  it('come out as they went in, in whatever pieces they arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (messages, cuts) => {
          const bytes = Buffer.concat(messages.flatMap(message => frameOf(message)))
          const received: unknown[] = []
          const reader = new FrameReader(message => received.push(message))
          let at = 0
          for (const cut of [...cuts, bytes.length]) {
            reader.push(bytes.subarray(at, at + cut))
            at += cut
          }
          expect(received).toEqual(messages.map(message => structuredClone(message)))
        },
      ),
      { seed: 1 },
    )
  })

  it('carry typed arrays, and refuse functions', () => {
    const received: unknown[] = []
    const reader = new FrameReader(message => received.push(message))
    for (const part of frameOf({ at: new Float64Array([1.5, 2]) })) reader.push(part)
    expect(received).toEqual([{ at: new Float64Array([1.5, 2]) }])
    expect(() => frameOf(() => 1)).toThrow('could not be cloned')
  })
})
