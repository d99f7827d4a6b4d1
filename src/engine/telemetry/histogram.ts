/**
 * A histogram of durations whose buckets grow with what they hold: four to each doubling, so that a bucket is at most a
 * quarter as wide as its lower end. Source: G. Tene's HdrHistogram, with two bits of precision.
 */
export const BUCKETS = 120

/** Two bits of precision. */
const SUB_BITS = 2
const SUBS = 1 << SUB_BITS

/** The bucket of a duration, ns; whatever lasts longer than 2^31 ns (2.1 s) is in the last one. */
export function bucketOf(nanos: number): number {
  const whole = nanos >= 0x7fffffff ? 0x7fffffff : nanos | 0
  if (whole < SUBS) return whole < 0 ? 0 : whole
  const exponent = 31 - Math.clz32(whole)
  return ((exponent - 1) << SUB_BITS) | ((whole >> (exponent - SUB_BITS)) & (SUBS - 1))
}

/** The shortest duration of a bucket, ns. */
export function lowerEndOf(bucket: number): number {
  if (bucket < SUBS) return bucket
  const exponent = (bucket >> SUB_BITS) + 1
  return (SUBS + (bucket & (SUBS - 1))) * 2 ** (exponent - SUB_BITS)
}

/**
 * The smallest duration that at least `share` of all are no longer than, to the upper end of its bucket, ns.
 * @param share of one
 * @returns null when there are too few durations to tell: fewer than ten beyond it
 */
export function quantileOf(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total * (1 - share) < 10) return null
  let below = 0
  for (const [bucket, count] of counts.entries()) {
    below += count
    if (below >= total * share) return lowerEndOf(bucket + 1)
  }
  return null
}
