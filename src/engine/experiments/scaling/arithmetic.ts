const FACTOR = 1_664_525
const SUMMAND = 1_013_904_223

/** A step of a linear congruential generator: each needs the one before, nothing leaves the core. */
export function next(x: number): number {
  return (Math.imul(x, FACTOR) + SUMMAND) | 0
}

/**
 * Where so many steps lead, without taking them: a step is x -> ax + c modulo 2^32, and two such maps one after the other
 * are one again, so that squaring reaches any number of steps in its logarithm.
 * @param steps a whole number up to 2^53
 * @see Knuth, "The Art of Computer Programming", volume 2 (3rd edition, 1997), section 3.2.1, equation (6)
 */
export function leap(state: number, steps: number): number {
  let x = state
  let [factor, summand] = [FACTOR, SUMMAND]
  for (let left = steps; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) x = (Math.imul(x, factor) + summand) | 0
    summand = (Math.imul(factor, summand) + summand) | 0
    factor = Math.imul(factor, factor)
  }
  return x
}

/** What a worker begins with: any number but another worker's. */
export function seedOf(worker: number): number {
  return worker + 1
}
