import { mean, median, quantileSorted } from 'simple-statistics'
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
export const FEWEST_FOR_AN_INTERVAL = 5
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

/** A ratio of medians with its 95 % interval; the interval is null where either side cannot carry one. */
export interface RatioInterval {
  readonly ratio: number
  readonly low: number | null
  readonly high: number | null
}

/**
 * The median of `samples` over the median of `base` with a 95 % percentile-bootstrap interval, both sides drawn again.
 *
 * Guarantees: the same samples and seed give the same interval.
 * Does not guarantee: anything for samples that are paired; their ratios are samples of their own.
 * @param samples in any unit, at least one, all finite
 * @param base in the same unit, at least one, all above zero
 * @param seed u32, of the resampling
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 8 (two samples)
 */
export function ratioInterval(samples: readonly number[], base: readonly number[], seed: number): RatioInterval {
  const ratio = medianOf(samples) / medianOf(base)
  if (Math.min(samples.length, base.length) < FEWEST_FOR_AN_INTERVAL) return { ratio, low: null, high: null }
  const random = new Prng(seed)
  const drawn = (from: readonly number[]): number =>
    medianOf(from.map(own => from[random.nextBelow(from.length)] ?? own))
  const sorted = Array.from({ length: RESAMPLES }, () => drawn(samples) / drawn(base)).sort((a, b) => a - b)
  return { ratio, low: quantileSorted(sorted, 0.025), high: quantileSorted(sorted, 0.975) }
}

/** Iglewicz and Hoaglin's cut. */
const OUTLYING = 3.5
/** Makes the median absolute deviation of a normal distribution its standard deviation: 1 / Φ⁻¹(0.75), as 0.6745 is. */
const NORMAL_MAD = 0.6745
/** The same of the mean absolute deviation, where more than half of the samples are one figure: √(2/π). */
const NORMAL_MEAN_DEVIATION = 0.7979

/**
 * The samples that lie far from the others: those whose modified z-score, 0.6745 (x − median) / MAD, is beyond 3.5.
 * Where the MAD is 0 the mean absolute deviation stands in for it.
 *
 * Guarantees: nothing is taken away; at most half of the samples are named.
 * Does not guarantee: that such a sample is wrong. It is a reason to look.
 * @param samples in any unit, all finite
 * @returns their places among the samples; none with fewer than five samples
 * @see Iglewicz and Hoaglin, "How to Detect and Handle Outliers" (ASQC, 1993), chapter 3
 */
export function outliersOf(samples: readonly number[]): readonly number[] {
  if (samples.length < FEWEST_FOR_AN_INTERVAL) return []
  const middle = medianOf(samples)
  const distances = samples.map(sample => Math.abs(sample - middle))
  const mad = medianOf(distances)
  const scale = mad > 0 ? mad / NORMAL_MAD : mean(distances) / NORMAL_MEAN_DEVIATION
  return distances.flatMap((distance, place) => (distance > OUTLYING * scale ? [place] : []))
}

/**
 * How wide samples lie: the distance between their quartiles over their median.
 * @param samples of one sign, at least one
 * @see Hoaglin, Mosteller and Tukey, "Understanding Robust and Exploratory Data Analysis" (1983), chapter 2
 */
export function spreadOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = quantileSorted(sorted, 0.5)
  const width = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)
  return width === 0 ? 0 : Math.abs(width / middle)
}
