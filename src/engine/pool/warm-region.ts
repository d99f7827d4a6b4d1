import { Region } from '../memory/region.ts'

/** Enough for nearly every experiment. */
const KEPT_BYTES = 1024 * 1024

/**
 * Memory for sessions, the same for one after the other as long as it suffices: compiled code is bound to its memory, and
 * what V8 has compiled for the code of one memory it does not use for another's.
 */
export class WarmRegion {
  #kept: Region | null = null
  #isTaken = false

  /**
   * Zero-filled memory.
   * @throws {LabError} MEMORY_LIMIT as {@link Region.allocate}
   */
  take(byteLength: number): Region {
    if (byteLength > KEPT_BYTES || this.#isTaken) return Region.allocate(byteLength)
    this.#kept ??= Region.allocate(KEPT_BYTES)
    this.#isTaken = true
    this.#kept.clear(0, KEPT_BYTES)
    return this.#kept
  }

  /** After the last worker has left it. */
  giveBack(region: Region): void {
    if (region === this.#kept) this.#isTaken = false
  }

  /** Instead, where a worker may still be in it. */
  abandon(region: Region): void {
    if (region !== this.#kept) return
    this.#kept = null
    this.#isTaken = false
  }
}
