import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeThrown, ERROR_CODES, errorLine, LabError, toLabError } from '../../../src/base/errors.ts'

describe('errorLine', () => {
  it('says what is wrong, what is allowed and what to try, in this order and form', () => {
    const error = new LabError('BAD_VALUE', 'workers must be a whole number from 1 to 64, got 0', {
      allowed: '1 to 64',
      suggestion: '--workers 2',
    })
    expect(errorLine(error)).toBe(
      'error[BAD_VALUE]: workers must be a whole number from 1 to 64, got 0; allowed: 1 to 64; try: --workers 2',
    )
  })

  it('leaves out what it has no hint for', () => {
    expect(errorLine(new LabError('INTERNAL', 'broken'))).toBe('error[INTERNAL]: broken')
    expect(errorLine(new LabError('BUSY', 'busy', { suggestion: 'wait' }))).toBe('error[BUSY]: busy; try: wait')
  })

  it('is one printable line whatever the message and the hints hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, hint) => {
        const line = errorLine(new LabError('USAGE', message, { allowed: hint, suggestion: hint }))
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202e]/)
      }),
    )
  })

  it('stays of a size that a terminal can show', () => {
    expect(errorLine(new LabError('USAGE', 'x'.repeat(1_000_000))).length).toBeLessThan(1100)
  })

  it('is code by code matched on, so codes are unique', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length)
  })
})

class Spiteful extends Error {
  override get message(): string {
    throw new Error('no')
  }
}

const refusing = new Proxy(
  {},
  {
    get() {
      throw new Error('no')
    },
    getPrototypeOf() {
      throw new Error('no')
    },
  },
)

const bare: unknown = Object.create(null)

describe('describeThrown', () => {
  it.each([
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a number', 42, '42'],
    ['a text', 'plain text', 'plain text'],
    ['a symbol', Symbol('mark'), 'Symbol(mark)'],
    ['a bigint', 7n, '7'],
    ['an error', new TypeError('no such thing'), 'TypeError: no such thing'],
    ['a LabError', new LabError('BUSY', 'run x is going on'), 'run x is going on'],
  ])('names %s', (_what, thrown, part) => {
    expect(describeThrown(thrown)).toContain(part)
  })

  it.each([
    ['an error whose message cannot be read', new Spiteful()],
    ['a proxy that refuses', refusing],
    ['an object without a prototype', bare],
    [
      'an object whose toString throws',
      {
        toString() {
          throw new Error('no')
        },
      },
    ],
    ['a symbol for a name', Object.assign(new Error('x'), { name: Symbol('odd') })],
  ])('survives %s', (_what, thrown) => {
    expect(describeThrown(thrown)).toContain('cannot be described')
  })

  it('cuts and escapes what it repeats', () => {
    const described = describeThrown(new Error(`\u001b[2J${'x'.repeat(10_000)}`))
    expect(described).toContain('\\u001b')
    expect(described.length).toBeLessThan(220)
  })

  it('always describes, whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), thrown => {
        expect(describeThrown(thrown)).not.toBe(undefined)
      }),
    )
  })
})

describe('toLabError', () => {
  it('keeps a LabError as it is', () => {
    const error = new LabError('BUSY', 'busy')
    expect(toLabError(error)).toBe(error)
  })

  it('makes anything else an internal error that says what it was', () => {
    const error = toLabError(new RangeError('too far'))
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain('RangeError: too far')
    expect(toLabError(null).code).toBe('INTERNAL')
  })
})
