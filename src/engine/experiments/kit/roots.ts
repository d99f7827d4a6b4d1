/** The Riemann zeta function at -1/2: the constant of the sum below. */
const ZETA_MINUS_HALF = -0.207_886_224_977_354_57
/** From here on the first terms of the series are exact to the last digit that a sum of so many has. */
const LARGE = 1_000

/** Work that nothing but the processor limits: the square roots of `count` whole numbers from `first` on, added up in turn. */
export function addRoots(first: number, count: number): number {
  let sum = 0
  for (let n = first; n < first + count; n++) sum += Math.sqrt(n)
  return sum
}

/**
 * The sum of the square roots of 1 to `count`, by another way than adding them up.
 *
 * Formula: Euler and Maclaurin's, 2/3 n^(3/2) + n^(1/2)/2 + zeta(-1/2) + n^(-1/2)/24, with an error below n^(-5/2)/1900.
 * @see D. E. Knuth, "The Art of Computer Programming", volume 1, §1.2.11.2
 */
export function rootsUpTo(count: number): number {
  if (count < LARGE) return Array.from({ length: count }, (_, n) => Math.sqrt(n + 1)).reduce((a, b) => a + b, 0)
  const root = Math.sqrt(count)
  return (2 / 3) * count * root + root / 2 + ZETA_MINUS_HALF + 1 / (24 * root)
}
