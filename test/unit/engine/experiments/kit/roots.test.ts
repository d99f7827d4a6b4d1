import { describe, expect, it } from 'vitest'
import { rootsUpTo } from '../../../../../src/engine/experiments/kit/roots.ts'

/** Summed from the small to the large, with what each addition loses carried along (Kahan). */
function summed(count: number): number {
  let sum = 0
  let lost = 0
  for (let n = 1; n <= count; n++) {
    const term = Math.sqrt(n) - lost
    const next = sum + term
    lost = next - sum - term
    sum = next
  }
  return sum
}

describe('the sum of square roots', () => {
  it.each([0, 1, 2, 999, 1_000, 1_001, 50_000, 3_000_000])('of 1 to %d is what adding them up gives', count => {
    const exact = summed(count)
    expect(Math.abs(rootsUpTo(count) - exact)).toBeLessThanOrEqual(exact * 1e-14)
  })
})
