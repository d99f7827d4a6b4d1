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
