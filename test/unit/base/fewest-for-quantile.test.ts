import { expect, it } from 'vitest'
import { fewestForQuantile } from '../../../src/base/fewest-for-quantile.ts'

it.each([
  [0.5, 6],
  [0.95, 72],
  [0.05, 72],
  [0.99, 368],
])('a quantile of %d takes %d samples, and one fewer lets all of them lie on one side too often', (share, fewest) => {
  expect(fewestForQuantile(share)).toBe(fewest)
  const allOnOneSide = (n: number): number => Math.max(share, 1 - share) ** n
  expect(allOnOneSide(fewest)).toBeLessThanOrEqual(0.025)
  expect(allOnOneSide(fewest - 1)).toBeGreaterThan(0.025)
})
