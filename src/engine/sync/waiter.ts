import type * as primitives from './native/primitives.ts'

/** Hears what the doors tell while events are recorded: one of the codes in `native/door.ts`, an address, a value. */
export type Note = (what: number, address: number, value: number) => void

/** The operations of all primitives, in either form: compiled to WebAssembly, or as TypeScript. */
export type Primitives = typeof primitives

/**
 * The worker that calls a primitive, and the form of the primitives that it calls. Handles receive it; they know nothing
 * of the pool, of telemetry or of clocks.
 */
export interface Waiter {
  /** 0-based; the holder's part of every lock word this worker acquires. */
  readonly worker: number
  readonly primitives: Primitives
  /** The item that this worker's last receive took. */
  received(): number
}
