import { Prng } from '../../../base/prng.ts'

/** Keys planned ahead, then repeated: drawing one costs more than an uncontended lock. A power of two. */
const PLANNED = 2048
/** Odd, so that multiplying by it modulo a power of two is a permutation: popular keys do not lie side by side. */
const SCATTER = 397

/**
 * A worker's keys, drawn by Zipf's law: the key of rank r is chosen in proportion to 1 / r^exponent. Exponent 0 makes all
 * keys alike, 1 is the classic law.
 *
 * Source: Gray, Sundaresan, Englert, Baclawski and Weinberger, "Quickly Generating Billion-Record Synthetic Databases"
 * (1994), for skewed access in benchmarks.
 * @param keys how many there are, a power of two
 */
export function zipfKeys(keys: number, exponent: number, seed: number): Int32Array {
  const random = new Prng(seed)
  const cumulative = new Float64Array(keys)
  let sum = 0
  for (let rank = 0; rank < keys; rank++) {
    sum += 1 / (rank + 1) ** exponent
    cumulative[rank] = sum
  }
  return Int32Array.from({ length: PLANNED }, () => {
    const rank = rankAt(cumulative, (random.nextU32() / 2 ** 32) * sum)
    return (rank * SCATTER) % keys
  })
}

/** The first rank whose cumulative weight is above `at`. */
function rankAt(cumulative: Float64Array, at: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulative[middle] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}
