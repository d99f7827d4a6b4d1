/**
 * Jain's fairness index: 1 when all have the same, 1/n when one of n has everything.
 *
 * Source: Jain, Chiu and Hawe, "A Quantitative Measure of Fairness and Discrimination" (DEC TR-301, 1984).
 * @returns 1 for nobody, and when nobody has anything
 */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0)
  const squares = shares.reduce((total, share) => total + share * share, 0)
  return squares > 0 ? (sum * sum) / (shares.length * squares) : 1
}
