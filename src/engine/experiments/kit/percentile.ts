/**
 * The value below or at which a share of the samples lies: the smallest sample with at least that share of them at or
 * below it (nearest rank).
 * @param share from 0 to 1
 * @returns 0 without samples
 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}
