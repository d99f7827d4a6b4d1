import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capitalised, kebabCase, listed, printable } from '../../../src/base/text.ts'

/** What must never reach a terminal as it is. */
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u

describe('printable', () => {
  it.each([
    ['\u001b[31mred', '\\u001b[31mred'],
    ['one\ntwo\r\tthree', 'one\\u000atwo\\u000d\\u0009three'],
    ['nul\u0000', 'nul\\u0000'],
    ['\u007f\u009b', '\\u007f\\u009b'],
    ['abc\u202edcba', 'abc\\u202edcba'],
    ['\u2066isolate\u2069', '\\u2066isolate\\u2069'],
    ['line\u2028paragraph\u2029', 'line\\u2028paragraph\\u2029'],
    ['\ufeffmark', '\\ufeffmark'],
    ['high \ud83d alone', 'high \\ud83d alone'],
    ['low \udc00 alone', 'low \\udc00 alone'],
  ])('shows %j by escapes', (given, shown) => {
    expect(printable(given)).toBe(shown)
  })

  it.each(['plain text', 'naïve café', '日本語', 'emoji 😀 whole', '=HYPERLINK("x")', '<img onerror=1>', ''])(
    'leaves %j as it is',
    given => {
      expect(printable(given)).toBe(given)
    },
  )

  it('keeps 200 characters and cuts from the 201st on, saying so', () => {
    expect(printable('x'.repeat(200))).toBe('x'.repeat(200))
    expect(printable('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`)
    expect(printable('abcdef', 3)).toBe('abc…')
  })

  it('stays short and quick for an enormous text', () => {
    expect(printable('y'.repeat(20_000_000))).toHaveLength(201)
  })

  it('never lets anything harmful through, cut or whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat({ max: 300 }), (given, longest) => {
        expect(printable(given, longest)).not.toMatch(HARMFUL)
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff }), { maxLength: 300 }), units => {
        expect(printable(String.fromCharCode(...units))).not.toMatch(HARMFUL)
      }),
    )
  })
})

describe('kebabCase', () => {
  it.each([
    ['plainIncrement', 'plain-increment'],
    ['atomicLoadStore', 'atomic-load-store'],
    ['mutex', 'mutex'],
    ['perWorkerSum', 'per-worker-sum'],
    ['2x100000', '2x100000'],
    ['aBC', 'a-b-c'],
  ])('turns %s into %s', (camelCase, kebab) => {
    expect(kebabCase(camelCase)).toBe(kebab)
  })

  it('gives different names for different camel-case words', () => {
    const word = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,12}$/)
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(kebabCase(one) === kebabCase(other)).toBe(one === other)
      }),
    )
  })
})

describe('sentences', () => {
  it('join words with commas and a last "and"', () => {
    expect(listed([])).toBe('')
    expect(listed(['a'])).toBe('a')
    expect(listed(['a', 'b'])).toBe('a and b')
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
  })

  it('begin with a capital', () => {
    expect(capitalised('plain ++')).toBe('Plain ++')
    expect(capitalised('')).toBe('')
  })
})
