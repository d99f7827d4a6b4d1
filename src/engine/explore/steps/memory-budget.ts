/** Thrown where a search would take more memory than it may. */
export class MemoryExhausted extends Error {}

/** What a search may keep, in bytes of its tables; while a table grows, its old form counts, too. */
export class MemoryBudget {
  readonly limitBytes: number
  #usedBytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  /** @throws {MemoryExhausted} */
  take(bytes: number): void {
    if (this.#usedBytes + bytes > this.limitBytes) throw new MemoryExhausted()
    this.#usedBytes += bytes
  }

  giveBack(bytes: number): void {
    this.#usedBytes -= bytes
  }

  /** Does something that takes so much for as long as it lasts. @throws {MemoryExhausted} */
  during<T>(bytes: number, work: () => T): T {
    this.take(bytes)
    try {
      return work()
    } finally {
      this.giveBack(bytes)
    }
  }

  /** A longer copy, the rest of it 0. @throws {MemoryExhausted} */
  grown(values: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
    this.take(length * Int32Array.BYTES_PER_ELEMENT)
    const longer = new Int32Array(length)
    longer.set(values)
    this.giveBack(values.byteLength)
    return longer
  }
}

/** Whole numbers in a row, 0 until they are set. */
export class Column {
  readonly #budget: MemoryBudget
  #values: Int32Array<ArrayBuffer>

  constructor(budget: MemoryBudget, length = 1 << 6) {
    this.#budget = budget
    this.#values = budget.grown(new Int32Array(0), length)
  }

  get(index: number): number {
    return this.#values[index] ?? 0
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) this.#grow(index)
    this.#values[index] = value
  }

  #grow(index: number): void {
    let length = this.#values.length
    while (length <= index) length *= 2
    this.#values = this.#budget.grown(this.#values, length)
  }
}

/** Whole numbers, the last one in first out. */
export class Stack {
  readonly #values: Column
  #size = 0

  constructor(budget: MemoryBudget) {
    this.#values = new Column(budget)
  }

  get isEmpty(): boolean {
    return this.#size === 0
  }

  push(value: number): void {
    this.#values.set(this.#size++, value)
  }

  /** @returns undefined where there is none */
  pop(): number | undefined {
    return this.#size === 0 ? undefined : this.#values.get(--this.#size)
  }
}
