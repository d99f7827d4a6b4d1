import { LabError } from '../../base/errors.ts'
import * as atomics from './atomics.ts'

/** A view of exactly one i32: `cell[0]++` is the plain, racy increment, with nothing in between. */
export type I32Cell = Int32Array<SharedArrayBuffer> & { 0: number }

/** A view of exactly one f64. */
export type F64Cell = Float64Array<SharedArrayBuffer> & { 0: number }

function isI32Cell(view: Int32Array<SharedArrayBuffer>): view is I32Cell {
  return view.length === 1
}

function isF64Cell(view: Float64Array<SharedArrayBuffer>): view is F64Cell {
  return view.length === 1
}

/** A declared i32. Its methods are atomic; plain accesses go through `cell`, so that they are seen to be plain. */
export class Word {
  readonly cell: I32Cell
  /** Bytes from the start of the region: how one worker names a word to another. */
  readonly address: number

  constructor(buffer: SharedArrayBuffer, address: number) {
    const view = new Int32Array(buffer, address, 1)
    if (!isI32Cell(view)) throw new LabError('INTERNAL', 'an i32 view has length 1')
    this.cell = view
    this.address = address
  }

  load(): number {
    return atomics.load(this.cell)
  }

  store(value: number): void {
    atomics.store(this.cell, value)
  }
}

/**
 * A declared f64 with one writer. There are no atomic floats in JavaScript: readers are ordered by an atomic word that
 * the writer stores afterwards (the `finished` count), and a live read may be one update old.
 */
export class Float {
  readonly cell: F64Cell

  constructor(buffer: SharedArrayBuffer, address: number) {
    const view = new Float64Array(buffer, address, 1)
    if (!isF64Cell(view)) throw new LabError('INTERNAL', 'an f64 view has length 1')
    this.cell = view
  }

  get value(): number {
    return this.cell[0]
  }

  set value(value: number) {
    this.cell[0] = value
  }
}

/** Declared i32s side by side; plain accesses go through `items`. */
export class Block {
  readonly items: Int32Array<SharedArrayBuffer>
  /** Bytes from the start of the region. */
  readonly address: number

  constructor(buffer: SharedArrayBuffer, address: number, length: number) {
    this.items = new Int32Array(buffer, address, length)
    this.address = address
  }
}

/** Declared f64s side by side, each with one writer: read them as {@link Float}. */
export class Floats {
  readonly items: Float64Array<SharedArrayBuffer>

  constructor(buffer: SharedArrayBuffer, address: number, length: number) {
    this.items = new Float64Array(buffer, address, length)
  }
}

/** One handle per worker. */
export class Slots<H> {
  readonly #handles: readonly H[]

  constructor(handles: readonly H[]) {
    this.#handles = handles
  }

  /** @throws {LabError} INTERNAL when `worker` is not a 0-based worker index */
  of(worker: number): H {
    const handle = this.#handles[worker]
    if (handle === undefined) throw new LabError('INTERNAL', `there is no worker ${String(worker)}`)
    return handle
  }

  /** The handles of the first `workers` workers. */
  first(workers: number): readonly H[] {
    return this.#handles.slice(0, workers)
  }
}
