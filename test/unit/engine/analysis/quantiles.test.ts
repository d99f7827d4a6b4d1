import { describe, expect, it } from 'vitest'
import { normalQuantile, studentQuantile } from '../../../../src/engine/analysis/quantiles.ts'

describe('normalQuantile', () => {
  it.each([
    [0.95, 1.959964],
    [0.99, 2.575829],
    [0.999, 3.290527],
    [0.9999, 3.890592],
  ])('of %d is the one in the tables', (confidence, z) => {
    expect(normalQuantile(confidence)).toBeCloseTo(z, 4)
  })
})

describe('studentQuantile', () => {
  // Two-sided tables: within a hundredth, but for few degrees of freedom at 99.9 %: within one in fifty.
  it.each([
    [0.99, 4, 4.604, 0.011],
    [0.99, 8, 3.355, 0.01],
    [0.99, 30, 2.75, 0.01],
    [0.999, 4, 8.61, 0.17],
    [0.999, 8, 5.041, 0.02],
    [0.999, 30, 3.646, 0.01],
  ])('at %d with %d degrees of freedom is the one in the tables', (confidence, freedom, t, within) => {
    expect(Math.abs(studentQuantile(normalQuantile(confidence), freedom) - t)).toBeLessThanOrEqual(within)
  })
})
