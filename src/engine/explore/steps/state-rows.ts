import type { MemoryBudget } from './memory-budget.ts'

/** Up to that size, fewer but larger leaps save more time than they take memory. */
const SMALL_TABLE = 1 << 21
/** Room at first, as a power of two. */
const INITIAL_BITS = 6

/**
 * A set of states of one length, numbered in the order in which they were added. Exact: states with the same hash are
 * compared word by word, so that none is ever taken for another.
 */
export class StateRows {
  readonly #length: number
  readonly #budget: MemoryBudget
  #rows: Int32Array<ArrayBuffer>
  #size = 0
  /** Open addressing: number + 1, 0 = empty, beside it the hash, so that hardly any other state is looked at in vain. */
  #buckets: Int32Array<ArrayBuffer>

  constructor(length: number, budget: MemoryBudget) {
    this.#length = length
    this.#budget = budget
    this.#rows = budget.grown(new Int32Array(0), length << INITIAL_BITS)
    this.#buckets = budget.grown(new Int32Array(0), 4 << INITIAL_BITS)
  }

  get size(): number {
    return this.#size
  }

  /** @returns the state's number; it was new if that is what {@link size} was before */
  add(state: Int32Array): number {
    const length = this.#length
    const buckets = this.#buckets
    const mask = buckets.length - 1
    const hash = hashOf(state, length)
    let bucket = (hash << 1) & mask
    for (let found = buckets[bucket] ?? 0; found !== 0; found = buckets[bucket] ?? 0) {
      if (buckets[bucket + 1] === hash && this.#holds(found - 1, state)) return found - 1
      bucket = (bucket + 2) & mask
    }
    const number = this.#size
    const start = number * length
    if (start === this.#rows.length) this.#rows = this.#budget.grown(this.#rows, start * 2)
    const rows = this.#rows
    for (let slot = 0; slot < length; slot++) rows[start + slot] = state[slot] ?? 0
    buckets[bucket] = number + 1
    buckets[bucket + 1] = hash
    this.#size++
    if (this.#size * 4 > buckets.length) this.#rehash()
    return number
  }

  /** Copies a state back. */
  read(number: number, into: Int32Array): void {
    const rows = this.#rows
    const start = number * this.#length
    for (let slot = 0; slot < this.#length; slot++) into[slot] = rows[start + slot] ?? 0
  }

  #holds(number: number, state: Int32Array): boolean {
    const rows = this.#rows
    const start = number * this.#length
    for (let slot = 0; slot < this.#length; slot++) if (rows[start + slot] !== state[slot]) return false
    return true
  }

  #rehash(): void {
    const old = this.#buckets
    const times = old.length < SMALL_TABLE ? 4 : 2
    const wider = this.#budget.grown(new Int32Array(0), old.length * times)
    const mask = wider.length - 1
    for (let from = 0; from < old.length; from += 2) {
      const entry = old[from] ?? 0
      if (entry === 0) continue
      const hash = old[from + 1] ?? 0
      let bucket = (hash << 1) & mask
      while (wider[bucket] !== 0) bucket = (bucket + 2) & mask
      wider[bucket] = entry
      wider[bucket + 1] = hash
    }
    this.#budget.giveBack(old.byteLength)
    this.#buckets = wider
  }
}

/** States are short: a loop takes less time than a call of what copies arrays. */
export function copyState(from: Int32Array, to: Int32Array): void {
  for (let slot = 0; slot < from.length; slot++) to[slot] = from[slot] ?? 0
}

/** Each word is multiplied and folded (Knuth's golden ratio), the end mixed as MurmurHash3 does. */
function hashOf(state: Int32Array, length: number): number {
  let hash = length
  for (let slot = 0; slot < length; slot++) {
    hash = Math.imul(hash ^ (state[slot] ?? 0), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b)
  return hash ^ (hash >>> 16)
}
