import { describe, expect, it } from 'vitest'
import { rankSumCut, signedRankCut } from '../../../../src/engine/analysis/rank-tails.ts'

/** By counting all 2^n choices of signs. */
function signedRankByHand(n: number, tail: number): number {
  const counts = new Array<number>((n * (n + 1)) / 2 + 1).fill(0)
  for (let signs = 0; signs < 2 ** n; signs++) {
    const sum = Array.from({ length: n }, (_, rank) => ((signs >> rank) & 1) * (rank + 1)).reduce((a, b) => a + b, 0)
    counts[sum] = (counts[sum] ?? 0) + 1
  }
  return firstAbove(counts, 2 ** n, tail)
}

/** By counting all ways to choose which n of n + m places belong to the one sample. */
function rankSumByHand(n: number, m: number, tail: number): number {
  const counts = new Array<number>(n * m + 1).fill(0)
  let all = 0
  for (let own = 0; own < 2 ** (n + m); own++) {
    const places = Array.from({ length: n + m }, (_, place) => (own >> place) & 1)
    if (places.reduce((a, b) => a + b, 0) !== n) continue
    let [others, u] = [0, 0]
    for (const isOwn of places) {
      if (isOwn === 1) u += others
      else others += 1
    }
    counts[u] = (counts[u] ?? 0) + 1
    all += 1
  }
  return firstAbove(counts, all, tail)
}

function firstAbove(counts: readonly number[], all: number, tail: number): number {
  let below = 0
  return counts.findIndex(count => (below += count / all) > tail)
}

describe('signedRankCut', () => {
  it.each([1, 2, 5, 8, 11])('is what counting all signs of %d values comes to', n => {
    for (const tail of [0.005, 0.025, 0.05]) expect(signedRankCut(n, tail)).toBe(signedRankByHand(n, tail))
  })

  // Critical values of T, two-sided 5 %: Hollander, Wolfe and Chicken, table A.4.
  it.each([
    [6, 0],
    [10, 8],
    [15, 25],
    [20, 52],
    [25, 89],
    [30, 137],
  ])('follows the table for %d values', (n, critical) => {
    expect(signedRankCut(n, 0.025)).toBe(critical + 1)
  })

  it('goes on smoothly where the normal approximation takes over', () => {
    for (const tail of [0.005, 0.025]) {
      const [before, at, after] = [39, 40, 41].map(n => signedRankCut(n, tail))
      const step = Number(at) - Number(before)
      expect(Math.abs(Number(after) - Number(at) - step)).toBeLessThanOrEqual(3)
    }
  })
})

describe('rankSumCut', () => {
  it.each([
    [1, 1],
    [4, 4],
    [3, 7],
    [5, 5],
    [7, 6],
  ])('is what counting all choices of %d and %d comes to', (n, m) => {
    for (const tail of [0.005, 0.025, 0.05]) expect(rankSumCut(n, m, tail)).toBe(rankSumByHand(n, m, tail))
  })

  // Critical values of U, two-sided 5 %: the usual tables of the Mann-Whitney test.
  it.each([
    [5, 5, 2],
    [8, 8, 13],
    [10, 10, 23],
    [15, 12, 49],
    [20, 20, 127],
  ])('follows the table for %d and %d', (n, m, critical) => {
    expect(rankSumCut(n, m, 0.025)).toBe(critical + 1)
    expect(rankSumCut(m, n, 0.025)).toBe(critical + 1)
  })

  it('goes on smoothly where the normal approximation takes over', () => {
    const [before, at, after] = [19, 20, 21].map(n => rankSumCut(n, n, 0.005))
    const step = Number(at) - Number(before)
    expect(Math.abs(Number(after) - Number(at) - step)).toBeLessThanOrEqual(3)
  })
})
