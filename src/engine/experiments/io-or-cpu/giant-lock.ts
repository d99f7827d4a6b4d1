import * as atomics from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'

const FREE = 0
const HELD = 1
/** Somebody sleeps, or is about to. */
const AWAITED = 2

/**
 * One lock around all computing, as an interpreter with a GIL has: a thread that computes holds it, one that waits does not.
 * The lock of tasks, which have no place among the workers of the trial and so none of its primitives.
 * @see U. Drepper, "Futexes Are Tricky" (2011), mutex 2
 */
export function acquire(lock: I32Cell): void {
  if (atomics.compareExchange(lock, FREE, HELD) === FREE) return
  while (atomics.exchange(lock, AWAITED) !== FREE) atomics.wait(lock, AWAITED)
}

export function release(lock: I32Cell): void {
  if (atomics.exchange(lock, FREE) === AWAITED) atomics.notify(lock, 1)
}
