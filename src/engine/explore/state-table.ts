/**
 * A set of states, each a row of i32, numbered in the order in which they were added. Exact: rows with the same hash are
 * compared word by word, so that no state is ever taken for another.
 */
export class StateTable {
  #rows = new Int32Array(1 << 10)
  #used = 0
  #ends = new Int32Array(1 << 6)
  #hashes = new Int32Array(1 << 6)
  #size = 0
  /** Open addressing; id + 1, 0 = empty. */
  #buckets = new Int32Array(1 << 7)

  get size(): number {
    return this.#size
  }

  /** @returns the row's number; it was new if that is what {@link size} was before */
  add(row: Int32Array, length: number): number {
    const hash = hashOf(row, length)
    const mask = this.#buckets.length - 1
    let bucket = hash & mask
    for (let found = at(this.#buckets, bucket); found !== 0; found = at(this.#buckets, bucket)) {
      if (at(this.#hashes, found - 1) === hash && this.#holds(found - 1, row, length)) return found - 1
      bucket = (bucket + 1) & mask
    }
    const id = this.#size
    this.#append(row, length, hash)
    this.#buckets[bucket] = id + 1
    if (this.#size * 2 > this.#buckets.length) this.#rehash()
    return id
  }

  /** Copies a row back. @returns its length */
  read(id: number, into: Int32Array): number {
    const start = this.#startOf(id)
    const length = at(this.#ends, id) - start
    for (let index = 0; index < length; index++) into[index] = at(this.#rows, start + index)
    return length
  }

  #startOf(id: number): number {
    return id === 0 ? 0 : at(this.#ends, id - 1)
  }

  #holds(id: number, row: Int32Array, length: number): boolean {
    const start = this.#startOf(id)
    if (at(this.#ends, id) - start !== length) return false
    for (let index = 0; index < length; index++) {
      if (at(this.#rows, start + index) !== row[index]) return false
    }
    return true
  }

  #append(row: Int32Array, length: number, hash: number): void {
    while (this.#used + length > this.#rows.length) this.#rows = grown(this.#rows)
    if (this.#size === this.#ends.length) {
      this.#ends = grown(this.#ends)
      this.#hashes = grown(this.#hashes)
    }
    for (let index = 0; index < length; index++) this.#rows[this.#used + index] = at(row, index)
    this.#used += length
    this.#ends[this.#size] = this.#used
    this.#hashes[this.#size] = hash
    this.#size++
  }

  #rehash(): void {
    this.#buckets = new Int32Array(this.#buckets.length * 2)
    const mask = this.#buckets.length - 1
    for (let id = 0; id < this.#size; id++) {
      let bucket = at(this.#hashes, id) & mask
      while (at(this.#buckets, bucket) !== 0) bucket = (bucket + 1) & mask
      this.#buckets[bucket] = id + 1
    }
  }
}

/** Numbers in a row that grows. */
export class NumberColumn {
  #values = new Int32Array(1 << 12)

  get(index: number): number {
    return at(this.#values, index)
  }

  set(index: number, value: number): void {
    while (index >= this.#values.length) this.#values = grown(this.#values)
    this.#values[index] = value
  }
}

function grown(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2)
  larger.set(values)
  return larger
}

function at(values: Int32Array, index: number): number {
  return values[index] ?? 0
}

function hashOf(row: Int32Array, length: number): number {
  let hash = length
  for (let index = 0; index < length; index++) {
    hash = Math.imul(hash ^ at(row, index), 0x9e3779b1)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b)
  return hash ^ (hash >>> 16)
}
