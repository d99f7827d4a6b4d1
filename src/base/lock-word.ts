/**
 * The lock word: who holds a lock, whether somebody waits for it, and whether a holder died, in one i32.
 *
 *   poisoned << 30 | (worker index + 1) << 1 | waiters        0 = free
 *
 * The owner costs no extra store, so the sampler can read ownership at any moment.
 *
 * The constants have no type annotations, because AssemblyScript reads this file, too.
 */
export const FREE = 0
/** Somebody sleeps, or is about to: a releaser must wake one. */
export const WAITERS_BIT = 1
/** The bits that name the holder; none = nobody. Masked with it, a word equals `heldBy(worker)` of its holder. */
export const HOLDER_BITS = 0xfe
/** A holder died; set until somebody says that what the lock guards is consistent again. */
export const POISON_BIT = 0x40000000

/** The word of a lock held by `worker` (0-based) with nobody waiting. */
export function heldBy(worker: number): number {
  return (worker + 1) << 1
}

/** The 0-based index of the holder, or -1 when the lock is free. */
export function holderOf(word: number): number {
  return ((word & HOLDER_BITS) >> 1) - 1
}
