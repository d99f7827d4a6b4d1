/** Memory of a thread, in bytes. */
export interface ThreadMemory {
  /** What the thread's JavaScript objects take; those that nobody needs any more are in it until they are collected. */
  readonly usedBytes: number
  /**
   * What the heap of the thread's JavaScript engine holds in physical memory, used or not. Buffers, its stack, and what the
   * system keeps for a thread are not in it: a thread takes more than that.
   */
  readonly heldBytes: number
  /** All physical memory of the process, with all of its threads. */
  readonly processBytes: number
}
