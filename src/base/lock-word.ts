/**
 * The lock word: who holds a lock, and whether somebody waits for it, in one i32.
 *
 *   (worker index + 1) << 1 | waiters        0 = free
 *
 * The owner costs no extra store, so the sampler can read ownership at any moment.
 */
export const FREE = 0
export const WAITERS_BIT = 1

/** The word of a lock held by `worker` (0-based) with nobody waiting. */
export function heldBy(worker: number): number {
  return (worker + 1) << 1
}

/** The 0-based index of the holder, or -1 when the lock is free. */
export function holderOf(word: number): number {
  return (word >> 1) - 1
}

/** True when a releaser must wake a waiter. */
export function hasWaiters(word: number): boolean {
  return (word & WAITERS_BIT) !== 0
}
