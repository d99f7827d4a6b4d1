import type { I32Cell } from './cells.ts'

/**
 * The door to `Atomics`: every atomic step of the engine outside the kernels passes here, one call each, so that a
 * checker can stand in its place. All operations are sequentially consistent.
 * @see ECMA-262, "Memory Model"
 */

export function load(cell: I32Cell): number {
  return Atomics.load(cell, 0)
}

export function store(cell: I32Cell, value: number): void {
  Atomics.store(cell, 0, value)
}

/** @returns the value before the addition */
export function add(cell: I32Cell, value: number): number {
  return Atomics.add(cell, 0, value)
}

/** @returns the value found; the exchange took place when it equals `expected` */
export function compareExchange(cell: I32Cell, expected: number, value: number): number {
  return Atomics.compareExchange(cell, 0, expected, value)
}

/** @returns the value found, in whose place `value` stands now */
export function exchange(cell: I32Cell, value: number): number {
  return Atomics.exchange(cell, 0, value)
}

/** Blocks the calling worker while the cell holds `expected`. Never call it on a host thread. */
export function wait(cell: I32Cell, expected: number, timeoutMillis = Infinity): 'ok' | 'not-equal' | 'timed-out' {
  return Atomics.wait(cell, 0, expected, timeoutMillis)
}

/** The host's wait: a promise instead of a blocked thread; undefined when the cell no longer holds `expected`. */
export function waitAsync(
  cell: I32Cell,
  expected: number,
  timeoutMillis: number,
): Promise<'ok' | 'timed-out'> | undefined {
  const waiting = Atomics.waitAsync(cell, 0, expected, timeoutMillis)
  return waiting.async ? waiting.value : undefined
}

/** @returns how many waiters were woken */
export function notify(cell: I32Cell, count = Infinity): number {
  return Atomics.notify(cell, 0, count)
}

/** Tells the core that this is a spin loop. */
export function pause(): void {
  Atomics.pause()
}
