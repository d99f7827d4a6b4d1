/** Beyond either end of a 95 % interval. */
const TAIL = 0.025

/**
 * How many samples a quantile takes before it may be told: so many that the ends of its 95 % interval are among them,
 * whatever the distribution. With fewer even the largest sample (of a high quantile) may lie below it: the chance of that is
 * share^n. 6 for p50, 72 for p95, 368 for p99.
 * @param share of the samples that lie at or below the quantile, above 0 and below 1
 * @see Hahn and Meeker, "Statistical Intervals" (1991), section 5.2: intervals of quantiles without a distribution
 */
export function fewestForQuantile(share: number): number {
  return Math.ceil(Math.log(TAIL) / Math.log(Math.max(share, 1 - share)))
}
