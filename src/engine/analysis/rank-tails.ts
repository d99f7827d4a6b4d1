import { probit } from 'simple-statistics'

/** With more samples than this in all, the normal approximation is right to the third digit of a tail. */
const MOST_FOR_EXACT = 40

/**
 * The place, counted from 1, of the Walsh average at which a signed-rank interval of the center begins (and, counted
 * from the largest, ends): the largest C with P(T+ <= C - 1) <= tail, T+ being Wilcoxon's statistic of `n` values.
 *
 * Exact for n <= 40, then by the normal approximation.
 * @param tail probability outside one end of the interval
 * @returns 0 where so few values can bear no such interval
 * @see Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods" (3rd edition, 2014), sections 3.1 and 3.3
 */
export function signedRankCut(n: number, tail: number): number {
  if (n > MOST_FOR_EXACT) {
    return normalCut((n * (n + 1)) / 4, (n * (n + 1) * (2 * n + 1)) / 24, tail)
  }
  // ways[t]: subsets of the ranks 1..n that add up to t.
  const ways = new Float64Array((n * (n + 1)) / 2 + 1)
  ways[0] = 1
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = ways.length - 1; sum >= rank; sum--) ways[sum] = at(ways, sum) + at(ways, sum - rank)
  }
  return cutOf(ways, 2 ** n, tail)
}

/**
 * The same of the differences between two samples of `n` and `m` values, by the Mann-Whitney statistic.
 *
 * Exact for n + m <= 40, then by the normal approximation.
 * @see Hollander, Wolfe and Chicken, sections 4.1 and 4.3
 */
export function rankSumCut(n: number, m: number, tail: number): number {
  if (n + m > MOST_FOR_EXACT) return normalCut((n * m) / 2, (n * m * (n + m + 1)) / 12, tail)
  // The Gaussian binomial coefficient, the product of (1 - q^(m + i)) / (1 - q^i) over i = 1..n; ways[u] is that of q^u.
  const ways = new Float64Array(n * m + 1)
  ways[0] = 1
  let all = 1
  for (let i = 1; i <= n; i++) {
    all = (all * (m + i)) / i
    for (let u = ways.length - 1; u >= m + i; u--) ways[u] = at(ways, u) - at(ways, u - m - i)
    for (let u = i; u < ways.length; u++) ways[u] = at(ways, u) + at(ways, u - i)
  }
  return cutOf(ways, all, tail)
}

function cutOf(ways: Float64Array, all: number, tail: number): number {
  let below = 0
  for (let value = 0; value < ways.length; value++) {
    below += at(ways, value) / all
    if (below > tail) return value
  }
  return 0
}

function normalCut(mean: number, variance: number, tail: number): number {
  return Math.max(0, Math.floor(mean + probit(tail) * Math.sqrt(variance)))
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0
}
