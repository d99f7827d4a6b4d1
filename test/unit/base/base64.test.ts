import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64 } from '../../../src/base/base64.ts'

describe('fromBase64', () => {
  it('gives back the bytes that went in, whatever their number', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes)
      }),
    )
  })
})
