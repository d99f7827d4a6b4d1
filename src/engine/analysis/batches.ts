import { mean, median } from 'simple-statistics'

/** Of the standard deviations that chance gives an autocorrelation; what is beyond is taken for real. */
const BEYOND_CHANCE = 2
/** A stronger one cannot be told from that of samples as few as there are. */
const STRONGEST = 0.9
/** What is left must do for an interval; that of few samples is chance as often as not. */
const FEWEST_BATCHES = 8

/**
 * Samples of one quantity in the order in which they were taken, made independent as far as they tell that they are not:
 * where neighbours hang together (the machine was slower for a while), consecutive ones are replaced by their median, as
 * many at a time as count as one.
 *
 * Estimator: lag-1 autocorrelation r of the logarithms, with Kendall's correction by 1 / n; beyond 2 / sqrt(n), batches of
 * (1 + r) / (1 - r) samples, the factor by which the variance of a mean grows in a first-order autoregression.
 * Guarantees: samples that do not hang together beyond chance come back as they are, and so do fewer than 16.
 * Does not guarantee: that what comes back is independent: at least 8 batches are left, however much they hang together,
 * and changes that are slower than all of the samples leave no trace among them.
 * @param samples in any unit; those that are not all above zero come back as they are
 * @returns what is left over at the end, less than a batch, is left out
 * @see Bartlett, "On the Theoretical Specification of Sampling Properties of Autocorrelated Time Series" (1946)
 * @see Law, "Simulation Modeling and Analysis" (5th edition, 2015), section 9.5.3 (batch means)
 */
export function independentSamples(samples: readonly number[]): readonly number[] {
  const n = samples.length
  if (n < 2 * FEWEST_BATCHES || !samples.every(sample => sample > 0 && Number.isFinite(sample))) return samples
  const counting = Math.ceil(alikeAsOne(samples.map(Math.log)))
  if (counting === 1) return samples
  const size = Math.min(counting, Math.floor(n / FEWEST_BATCHES))
  return Array.from({ length: Math.floor(n / size) }, (_, batch) =>
    median(samples.slice(batch * size, (batch + 1) * size)),
  )
}

/**
 * How many consecutive values count as one: the factor by which the variance of their mean grows, where they hang together
 * beyond chance; else 1. As {@link independentSamples} has it.
 */
export function alikeAsOne(values: readonly number[]): number {
  const n = values.length
  const r = autocorrelation(values) + 1 / n
  return r > BEYOND_CHANCE / Math.sqrt(n) ? (1 + r) / (1 - Math.min(r, STRONGEST)) : 1
}

/** Of each value with the next one; 0 where all are the same. */
function autocorrelation(values: readonly number[]): number {
  const middle = mean([...values])
  const off = values.map(value => value - middle)
  const all = off.reduce((sum, own) => sum + own * own, 0)
  const neighbours = off.slice(1).reduce((sum, own, index) => sum + own * (off[index] ?? 0), 0)
  return all === 0 ? 0 : neighbours / all
}
