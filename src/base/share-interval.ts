/** A share of one, with its interval. */
export interface ShareInterval {
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054

/**
 * Wilson's score interval: where the share of an event lies that came up `count` times in `trials`.
 *
 * Formula: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), p = count / trials.
 * Guarantees: 0 <= low <= count / trials <= high <= 1, also at the ends, where p ± z √(p(1 − p)/n) would be a point.
 * Does not guarantee: anything where one trial's result depends on another's.
 * @param trials independent ones, more than none; both may be fractions, where trials count as less than one
 * @param z quantile of the standard normal distribution at the upper end of the interval; left out, that of 95 %
 * @see E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927);
 * Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", Statistical Science 16 (2001)
 */
export function wilsonInterval(count: number, trials: number, z = Z): ShareInterval {
  const share = count / trials
  const middle = share + (z * z) / (2 * trials)
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  const scale = 1 + (z * z) / trials
  const low = count === 0 ? 0 : Math.min(share, (middle - half) / scale)
  const high = count === trials ? 1 : Math.max(share, (middle + half) / scale)
  return { low, high }
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
