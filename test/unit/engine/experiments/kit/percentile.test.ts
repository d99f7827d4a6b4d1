import { describe, expect, it } from 'vitest'
import { percentile } from '../../../../../src/engine/experiments/kit/percentile.ts'

describe('a percentile', () => {
  it('is the smallest sample with at least that share at or below it', () => {
    const samples = Array.from({ length: 20 }, (_, index) => 20 - index)
    expect([0, 0.5, 0.95, 0.951, 1].map(share => percentile(samples, share))).toEqual([1, 10, 19, 20, 20])
    expect(percentile([3, 1, 2], 0.5)).toBe(2)
  })

  it('is 0 without samples', () => {
    expect(percentile([], 0.5)).toBe(0)
  })
})
