import { median, quantileSorted } from 'simple-statistics'
import { LabError } from '../../src/base/errors.ts'
import { assertNever } from '../../src/base/assert.ts'
import type { Ratio, Target } from './bench-document.ts'

/**
 * The median of paired ratios, with their quartiles.
 *
 * Each ratio comes from two measurements that stood next to each other in time, so that what slows the machine down for
 * longer than a round cancels out; the median ignores the rounds in which it did not.
 * Estimator: quartiles by linear search in the sorted ratios, as `quantileSorted` defines them.
 * @param ratios one per round, at least one, all finite
 * @throws {LabError} INTERNAL when there are none or one is not finite
 */
export function pairedRatio(ratios: readonly number[]): Ratio {
  if (ratios.length === 0 || !ratios.every(Number.isFinite)) {
    throw new LabError('INTERNAL', `ratios must be finite and at least one, got ${ratios.join(', ') || 'none'}`)
  }
  const sorted = ratios.toSorted((a, b) => a - b)
  return {
    median: median(sorted),
    q1: quantileSorted(sorted, 0.25),
    q3: quantileSorted(sorted, 0.75),
    rounds: sorted.length,
  }
}

/** Whether a median meets a target, bounds included; null where there is no target. */
export function meets(target: Target | null, ratio: Ratio): boolean | null {
  if (target === null) return null
  switch (target.at) {
    case 'least':
      return ratio.median >= target.value
    case 'most':
      return ratio.median <= target.value
    default:
      return assertNever(target.at)
  }
}
