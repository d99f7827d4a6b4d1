import { describe, expect, it } from 'vitest'
import { invariant } from '../../../src/base/assert.ts'
import { hasKey, keysOf, mapValues } from '../../../src/base/typed-object.ts'
import { labErrorOf } from '../../helpers/lab-error-of.ts'

/** Without its narrowing, for values of every kind. */
const check: (holds: unknown, claim: string) => void = invariant

describe('invariant', () => {
  it.each([false, null, undefined])('throws an internal error that repeats the claim for %s', broken => {
    const error = labErrorOf(() => {
      check(broken, 'the sky is up')
    })
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain('the sky is up')
  })

  it.each([true, 0, '', 'text', {}])('lets %j pass: zero and the empty text are values', fine => {
    expect(() => {
      check(fine, 'present')
    }).not.toThrow()
  })
})

describe('closed objects', () => {
  it('list their own keys in order', () => {
    expect(keysOf({ b: 1, a: 2 })).toEqual(['b', 'a'])
  })

  it('map value by value, key by key', () => {
    const doubled: { a: number; b: number } = mapValues({ a: 1, b: 2 }, value => value * 2)
    expect(doubled).toEqual({ a: 2, b: 4 })
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])('do not own the inherited key %j', key => {
    expect(hasKey({ a: 1 }, key)).toBe(false)
  })

  it('own the keys they were written with', () => {
    expect(hasKey({ a: undefined }, 'a')).toBe(true)
  })
})
