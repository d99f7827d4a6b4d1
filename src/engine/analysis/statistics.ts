import { median, quantileSorted } from 'simple-statistics'
import { LabError } from '../../base/errors.ts'
import { Prng } from '../../base/prng.ts'

/** The middle of finite samples, of which there is at least one. */
export function medianOf(samples: readonly number[]): number {
  return median([...samples])
}

/** A median with its 95 % interval; the interval is null where the samples cannot carry one. */
export interface MedianInterval {
  readonly median: number
  readonly low: number | null
  readonly high: number | null
  readonly n: number
}

/** With fewer samples every resample is nearly the sample itself, and the interval far too narrow. */
const FEWEST_FOR_AN_INTERVAL = 5
const RESAMPLES = 1000

/**
 * The median of `samples` with a 95 % percentile-bootstrap interval.
 *
 * Estimator: the 2.5 % and 97.5 % quantiles of the medians of 1000 resamples drawn with replacement.
 * Guarantees: the same samples and seed give the same interval; low <= median <= high.
 * Does not guarantee: exact coverage for small n (at n = 5 to 10 the interval covers somewhat less than 95 %).
 * @param samples in any unit, at least one, all finite
 * @param seed u32, of the resampling
 * @throws {LabError} INTERNAL when there are no samples or one is not finite
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13
 */
export function medianInterval(samples: readonly number[], seed: number): MedianInterval {
  if (samples.length === 0 || !samples.every(Number.isFinite)) {
    throw new LabError('INTERNAL', `a median needs at least one finite sample, got ${samples.join(', ') || 'none'}`)
  }
  const middle = median([...samples])
  const n = samples.length
  if (n < FEWEST_FOR_AN_INTERVAL) return { median: middle, low: null, high: null, n }

  const random = new Prng(seed)
  const medians = new Float64Array(RESAMPLES).map(() =>
    median(samples.map(() => samples[random.nextBelow(n)] ?? middle)),
  )
  const sorted = [...medians].sort((a, b) => a - b)
  return { median: middle, low: quantileSorted(sorted, 0.025), high: quantileSorted(sorted, 0.975), n }
}

/**
 * The rule of three: an event not seen in `trials` independent trials has a rate below this, at 95 % confidence.
 *
 * @returns a share of one; 1 when there were fewer than three trials
 * @see Hanley and Lippman-Hand, "If Nothing Goes Wrong, Is Everything All Right?", JAMA 249 (1983)
 */
export function rateBoundForZero(trials: number): number {
  return trials < 3 ? 1 : 3 / trials
}
