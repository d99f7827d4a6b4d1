/**
 * What a blocking primitive needs from the worker that calls it. The primitives receive it; they know nothing of the
 * pool, of telemetry or of clocks.
 */
export interface Waiter {
  /** 0-based; the holder's part of every lock word this worker acquires. */
  readonly worker: number

  /**
   * Says that this worker is about to block on the word at `address`. One call = one epoch = one awaited word; it comes
   * before the first wait on that word and pairs with {@link endWait}.
   */
  beginWait(address: number): void
  endWait(): void

  /**
   * Checked on waking from every wait.
   * @throws {LabError} STOPPED when the trial is being stopped, so that the wait ends and locks are released on the way
   */
  throwIfStopped(): void
}
