import { errorFunction, probit } from 'simple-statistics'

/** @returns z, so that a standard normal value lies within ±z with that probability */
export function normalQuantile(confidence: number): number {
  const tail = (1 - confidence) / 2
  let z = -probit(tail)
  // The library is right to the third digit; each step of Newton's doubles them.
  for (let step = 0; step < 2; step++) {
    const beyond = (1 - errorFunction(z / Math.SQRT2)) / 2
    z += (beyond - tail) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2)
  }
  return z
}

/**
 * Student's quantile at the probability at which the normal one is `z`: from 4 degrees of freedom on right to 2 % up to
 * 99.9 % confidence, and to a hundredth at 99 %.
 * @see Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5
 */
export function studentQuantile(z: number, freedom: number): number {
  const powers = [
    z ** 3 + z,
    5 * z ** 5 + 16 * z ** 3 + 3 * z,
    3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z,
    79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z,
  ]
  const scales = [4 * freedom, 96 * freedom ** 2, 384 * freedom ** 3, 92_160 * freedom ** 4]
  return powers.reduce((sum, power, index) => sum + power / (scales[index] ?? 1), z)
}
