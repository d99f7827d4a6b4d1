import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64 } from '../../../../src/base/base64.ts'

describe('fromBase64', () => {
  it('decodes what Buffer encodes, of every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(fromBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes)
      }),
    )
  })

  it.each([
    ['', []],
    ['AA==', [0]],
    ['//8=', [255, 255]],
    ['Zm9v', [102, 111, 111]],
    ['+/+/', [251, 255, 191]],
  ])('decodes %j', (text, bytes) => {
    expect([...fromBase64(text)]).toEqual(bytes)
  })
})
