/**
 * A small seeded generator for plans (order, jitter, resampling), never for secrets.
 *
 * Algorithm: mulberry32, one 32-bit word of state, period 2^32; passes gjrand's small tests.
 * Guarantees: the same seed gives the same sequence on every machine.
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export class Prng {
  #state: number

  /** @param seed u32 */
  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** The next u32. */
  nextU32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** A whole number in 0 .. below-1; the bias is under below / 2^32. */
  nextBelow(below: number): number {
    return Math.floor((this.nextU32() / 2 ** 32) * below)
  }

  /** A new array with the same items in a random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items]
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.nextBelow(last + 1)
      const [a, b] = [result[last], result[other]]
      if (a !== undefined && b !== undefined) [result[last], result[other]] = [b, a]
    }
    return result
  }
}
