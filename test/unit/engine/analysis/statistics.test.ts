import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { medianInterval, outliersOf, spreadOf } from '../../../../src/engine/analysis/statistics.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { NOISES } from '../../../helpers/noise.ts'
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

describe('outliersOf', () => {
  it('names the samples far from the others', () => {
    const samples = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3]
    expect(outliersOf(samples)).toEqual([8, 9])
  })

  it('scores by the formula: a sample just beyond 3.5 is one, a sample just within is none', () => {
    // The median is 0 and the MAD 1, with or without the last sample's exact place.
    const others = [-2, -1, -1, 0, 0, 1, 1]
    const cut = 3.5 / 0.6745
    expect(outliersOf([...others, cut + 0.01, -3])).toEqual([7])
    expect(outliersOf([...others, cut - 0.01, -3])).toEqual([])
  })

  it('still sees one where most samples are one figure', () => {
    expect(outliersOf([5, 5, 5, 5, 5, 5, 5, 5, 5, 9])).toEqual([9])
    expect(outliersOf([5, 5, 5, 5, 5])).toEqual([])
  })

  it('names none of fewer than five samples, nor in quiet noise more than one in a hundred', () => {
    expect(outliersOf([1, 1, 1, 100])).toEqual([])
    const all = Array.from({ length: 100 }, (_, seed) => outliersOf(NOISES.quiet(seed, 30)).length)
    expect(all.reduce((a, b) => a + b, 0)).toBeLessThan(30)
  })
})

describe('spreadOf', () => {
  it('is the distance between the quartiles over the median', () => {
    expect(spreadOf([90, 95, 100, 105, 110])).toBeCloseTo(0.1, 12)
    expect(spreadOf([7])).toBe(0)
    expect(spreadOf([0, 0, 0])).toBe(0)
  })
})
