import { describe, expect, it } from 'vitest'
import { meets, pairedRatio } from '../../bench/paired-ratio.ts'

describe('the paired ratio', () => {
  it('is the median of the rounds, with the quartiles as its spread', () => {
    expect(pairedRatio([0.9, 1.3, 1, 1.1, 0.8])).toEqual({ median: 1, q1: 0.9, q3: 1.1, rounds: 5 })
  })

  it('does not depend on the order of the rounds', () => {
    const ratios = [1.2, 0.7, 1, 3, 0.9, 1.1, 1]
    expect(pairedRatio(ratios.toReversed())).toEqual(pairedRatio(ratios))
  })

  it('is not moved by a few rounds in which the machine was busy', () => {
    expect(pairedRatio([1, 1, 1, 1, 1, 1, 1, 9, 40]).median).toBe(1)
  })

  it('leaves its input as it is', () => {
    const ratios = [3, 1, 2]
    pairedRatio(ratios)
    expect(ratios).toEqual([3, 1, 2])
  })

  it.each([[[]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY]]])('refuses %j', ratios => {
    expect(() => pairedRatio(ratios)).toThrow('ratios must be finite')
  })
})

describe('a target', () => {
  const ratio = { median: 0.9, q1: 0.8, q3: 1.2, rounds: 11 }

  it.each([
    ['least', 0.9, true],
    ['least', 0.91, false],
    ['most', 0.9, true],
    ['most', 0.89, false],
  ] as const)('of at %s %d is held against the median, bounds included: %s', (at, value, met) => {
    expect(meets({ at, value }, ratio)).toBe(met)
  })

  it('is neither met nor missed where there is none', () => {
    expect(meets(null, ratio)).toBeNull()
  })
})
