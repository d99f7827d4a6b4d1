import { describe, expect, it } from 'vitest'
import { rateBoundForZero, wilsonInterval } from '../../../src/base/share-interval.ts'

/** How often a binomial count of `n` at `share` has the share in its interval: a sum, not a simulation. */
function coverage(n: number, share: number): number {
  let covered = 0
  let chance = (1 - share) ** n
  for (let count = 0; count <= n; count++) {
    const { low, high } = wilsonInterval(count, n)
    if (low <= share && share <= high) covered += chance
    chance *= ((n - count) / (count + 1)) * (share / (1 - share))
  }
  return covered
}

describe('wilsonInterval', () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is the one in the literature', (count, trials, low, high) => {
    const found = wilsonInterval(count, trials)
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })

  it('mirrors: what came up and what did not have intervals that add up to one', () => {
    for (const [count, trials] of [
      [0, 1],
      [3, 30],
      [17, 30],
      [999_999, 1_000_000],
    ] as const) {
      const [own, other] = [wilsonInterval(count, trials), wilsonInterval(trials - count, trials)]
      expect(own.low + other.high).toBeCloseTo(1, 12)
      expect(own.low).toBeLessThanOrEqual(count / trials)
      expect(own.high).toBeGreaterThanOrEqual(count / trials)
    }
  })

  it('covers shares about as often as it says', () => {
    const shares = Array.from({ length: 81 }, (_, step) => 0.1 + step / 100)
    for (const n of [30, 100]) {
      const all = shares.map(share => coverage(n, share))
      expect(all.reduce((a, b) => a + b, 0) / all.length).toBeGreaterThan(0.945)
      expect(Math.min(...all)).toBeGreaterThan(0.9)
    }
  })
})

describe('rateBoundForZero', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [30, 0.1],
    [1000, 0.003],
  ])('after none in %d trials is %d', (trials, bound) => {
    expect(rateBoundForZero(trials)).toBeCloseTo(bound, 12)
  })

  it('lets an event at that rate stay away in at most 5 of 100 experiments', () => {
    for (const trials of [5, 30, 1000]) expect((1 - rateBoundForZero(trials)) ** trials).toBeLessThanOrEqual(0.05)
  })
})
