import { LabError } from '../../base/errors.ts'
import { FREE, hasWaiters, heldBy, holderOf, WAITERS_BIT } from '../../base/lock-word.ts'
import * as atomics from '../memory/atomics.ts'
import type { I32Cell, Word } from '../memory/cells.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'
import type { Waiter } from './waiter.ts'

/**
 * Mutex: at most one worker holds it; what the holder wrote is seen by the next holder; a waiter sleeps in the kernel.
 * It is not recursive (acquire by the holder is an error) and not fair (a running worker may barge past a sleeping one).
 *
 * Sources: U. Drepper, "Futexes Are Tricky" (2011), mutex 2, with the owner in the word instead of the value 1;
 * Amanieu/parking_lot `raw_mutex.rs` for the form of this table.
 *
 * | word                 | meaning                    | left by                                                     |
 * | -------------------- | -------------------------- | ----------------------------------------------------------- |
 * | 0                    | free                       | an acquirer: CAS to me (fast) or to me + waiters (slow)     |
 * | (w + 1) << 1         | held by w, nobody waits    | w: exchange 0 · a waiter: CAS in the waiters bit            |
 * | (w + 1) << 1 or 1    | held by w, somebody may wait | w: exchange 0, then wake one                              |
 *
 * A worker that has once waited acquires with the waiters bit set, because it cannot know whether others still sleep:
 * at worst one wake-up too many, never one too few.
 */
export const mutexLayout = layout('mutex', {
  word: i32({
    writers: 'acquirer, holder, waiters',
    access: 'atomic',
    doc: '0 = free, else (holder + 1) << 1 | somebody waits',
  }),
})

export type MutexMemory = Bound<typeof mutexLayout.fields>

/** A worker's own handle on a shared mutex: cheap, stateless but for who is asking. */
export class Mutex {
  readonly #cell: I32Cell
  readonly #word: Word
  readonly #waiter: Waiter
  readonly #held: number

  constructor(memory: MutexMemory, waiter: Waiter) {
    this.#word = memory.word
    this.#cell = memory.word.cell
    this.#waiter = waiter
    this.#held = heldBy(waiter.worker)
  }

  /**
   * Blocks until this worker holds the mutex.
   * @throws {LabError} RELOCK when this worker already holds it
   * @throws {LabError} STOPPED when the trial is stopped while waiting; the mutex is then not held
   */
  acquire(): void {
    if (atomics.compareExchange(this.#cell, FREE, this.#held) !== FREE) this.#acquireSlow()
  }

  /** Acquires only if the mutex is free; never blocks. */
  tryAcquire(): boolean {
    return atomics.compareExchange(this.#cell, FREE, this.#held) === FREE
  }

  /**
   * @throws {LabError} NOT_HOLDER when this worker does not hold the mutex; nothing is changed then
   */
  release(): void {
    // A plain load is enough: only this worker ever writes its own index there, so it sees it exactly while it holds.
    if (holderOf(this.#cell[0]) !== this.#waiter.worker) throw this.#notHolder()
    if (hasWaiters(atomics.exchange(this.#cell, FREE))) atomics.notify(this.#cell, 1)
  }

  /** Runs `body` while holding the mutex and releases it on every way out. */
  hold<T>(body: () => T): T {
    this.acquire()
    try {
      return body()
    } finally {
      this.release()
    }
  }

  #acquireSlow(): void {
    if (holderOf(atomics.load(this.#cell)) === this.#waiter.worker) {
      throw new LabError('RELOCK', `worker ${String(this.#waiter.worker)} acquires a mutex that it already holds`)
    }
    this.#waiter.beginWait(this.#word.address)
    try {
      for (;;) {
        const found = atomics.load(this.#cell)
        if (found === FREE) {
          if (atomics.compareExchange(this.#cell, FREE, this.#held | WAITERS_BIT) === FREE) return
          continue
        }
        const marked = found | WAITERS_BIT
        // Sleep only on a word that carries the bit: a release in between changes the word, and the wait returns at
        // once instead of missing its wake-up.
        if (found === marked || atomics.compareExchange(this.#cell, found, marked) === found) {
          this.#waiter.throwIfStopped()
          atomics.wait(this.#cell, marked)
        }
        this.#waiter.throwIfStopped()
      }
    } finally {
      this.#waiter.endWait()
    }
  }

  #notHolder(): LabError {
    const holder = holderOf(atomics.load(this.#cell))
    const state = holder < 0 ? 'nobody holds it' : `worker ${String(holder)} holds it`
    return new LabError('NOT_HOLDER', `worker ${String(this.#waiter.worker)} releases a mutex, but ${state}`)
  }
}
