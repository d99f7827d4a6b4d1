import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { medianInterval, rateBoundForZero } from '../../../../src/engine/analysis/statistics.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { present } from '../../../helpers/present.ts'

/** The median of resamples of 1, 2, …, n is one of the samples, at rank k with a known binomial probability. */
function shareOfResamplesWithMedianUpTo(rank: number, n: number): number {
  const need = (n + 1) / 2
  let share = 0
  let choose = 1
  for (let hits = 0; hits <= n; hits++) {
    if (hits >= need) share += choose * (rank / n) ** hits * (1 - rank / n) ** (n - hits)
    choose = (choose * (n - hits)) / (hits + 1)
  }
  return share
}

describe('medianInterval', () => {
  it.each([
    [[3], 3],
    [[1, 2], 1.5],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
    [[-1, -1, 100, 7, 0], 0],
  ])('finds the median of %j', (samples, median) => {
    expect(medianInterval(samples, 1).median).toBe(median)
  })

  it.each([1, 2, 3, 4])('gives no interval for %d samples, and one for five', n => {
    const samples = Array.from({ length: n }, (_, index) => index)
    expect(medianInterval(samples, 1)).toMatchObject({ low: null, high: null, n })
    expect(medianInterval([1, 2, 3, 4, 5], 1).low).not.toBeNull()
  })

  it.each([11, 51, 401])('ends where the exact bootstrap distribution of the median of 1..%d has its quantiles', n => {
    const ranks = Array.from({ length: n }, (_, index) => index + 1)
    const { low, high } = medianInterval(ranks, 12_345)
    const exact = (share: number) => present(ranks.find(rank => shareOfResamplesWithMedianUpTo(rank, n) >= share))
    // A thousand resamples put a quantile within a standard error of 0.85 ranks for n = 401, and less for fewer.
    expect(Math.abs(present(low) - exact(0.025))).toBeLessThanOrEqual(n > 100 ? 2 : 1)
    expect(Math.abs(present(high) - exact(0.975))).toBeLessThanOrEqual(n > 100 ? 2 : 1)
  })

  it('gives the same interval for the same samples and seed', () => {
    const samples = [3, 1, 4, 1, 5, 9, 2, 6]
    expect(medianInterval(samples, 9)).toEqual(medianInterval([...samples], 9))
  })

  it('leaves the order of its samples alone', () => {
    const samples = [3, 1, 2, 5, 4]
    medianInterval(samples, 1)
    expect(samples).toEqual([3, 1, 2, 5, 4])
  })

  it('keeps the median between its ends, and its ends between the samples', () => {
    const samples = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 5, maxLength: 40 })
    fc.assert(
      fc.property(samples, fc.nat(), (values, seed) => {
        const { median, low, high } = medianInterval(values, seed)
        expect(present(low)).toBeLessThanOrEqual(median)
        expect(present(high)).toBeGreaterThanOrEqual(median)
        expect(present(low)).toBeGreaterThanOrEqual(Math.min(...values))
        expect(present(high)).toBeLessThanOrEqual(Math.max(...values))
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('is a point where all samples are equal', () => {
    expect(medianInterval([2, 2, 2, 2, 2, 2], 3)).toEqual({ median: 2, low: 2, high: 2, n: 6 })
  })

  it.each([[[]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY]]])('throws for %j', samples => {
    expect(labErrorOf(() => medianInterval(samples, 1)).code).toBe('INTERNAL')
  })

  it('covers the true median in about 95 of 100 experiments', () => {
    const random = new Prng(99)
    const EXPERIMENTS = 200
    let covered = 0
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      // Exponential with rate 1: skewed, and its median is ln 2.
      const samples = Array.from({ length: 30 }, () => -Math.log(1 - random.nextU32() / 2 ** 32))
      const { low, high } = medianInterval(samples, experiment)
      if (present(low) <= Math.LN2 && Math.LN2 <= present(high)) covered += 1
    }
    expect(covered / EXPERIMENTS).toBeGreaterThan(0.88)
    expect(covered / EXPERIMENTS).toBeLessThan(0.995)
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
