import { heldBy } from '../../base/lock-word.ts'
import type { Word } from '../memory/cells.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'
import { holding, locking, type Acquirable, type UnlockToken } from './token.ts'
import type { Primitives, Waiter } from './waiter.ts'

/**
 * Mutex: at most one worker holds it; what the holder wrote is seen by the next holder; a waiter sleeps in the kernel.
 * It is not recursive (acquire by the holder is an error) and not fair (a running worker may barge past a sleeping one).
 * When its holder dies it is abandoned: acquiring it is refused until somebody has vouched for what it guards.
 *
 * Sources: U. Drepper, "Futexes Are Tricky" (2011), mutex 2, with the owner in the word instead of the value 1;
 * Amanieu/parking_lot `raw_mutex.rs` for the form of this table; POSIX robust mutexes for abandonment.
 *
 * | word                 | meaning                      | left by                                                      |
 * | -------------------- | ---------------------------- | ------------------------------------------------------------ |
 * | 0                    | free                         | an acquirer: CAS to me (fast) or to me + waiters (slow)      |
 * | (w + 1) << 1         | held by w, nobody waits      | w: CAS to 0 · a waiter: CAS in the waiters bit               |
 * | (w + 1) << 1 or 1    | held by w, somebody may wait | w: exchange 0, then wake one                                 |
 * | any of these or 2^30 | the same, and a holder died  | the holder: CAS out the poison · release keeps it, wakes all |
 * | 2^30, 2^30 or 1      | abandoned: nobody holds it   | a robust acquirer: CAS in me + waiters; others are refused   |
 *
 * Why at most one holds it: a word without a holder becomes one with a holder only by a compare-exchange, and only the
 * holder makes it one without, or after its death whoever recovers it.
 *
 * Why no wake-up is lost: a waiter sleeps on the very value with the waiters bit. The holder that finds the bit wakes
 * one; if it released before the waiter slept, the word has changed and the waiter does not sleep. A worker that has once
 * waited acquires with the bit set, because it cannot know whether others still sleep: at worst one wake-up too many,
 * never one too few. A woken waiter whose time is up looks once more, and leaves the bit to whoever holds the lock.
 */
export const mutexLayout = layout('mutex', {
  word: i32({
    writers: 'acquirer, holder, waiters; after the death of the holder, who recovers it',
    access: 'atomic',
    lock: 'mutex',
    doc: '0 = free, else (holder + 1) << 1 | somebody waits, | 2^30 once a holder died',
  }),
})

export type MutexMemory = Bound<typeof mutexLayout.fields>

/** A worker's own handle on a shared mutex: cheap, stateless but for who is asking. */
export class Mutex implements Acquirable {
  readonly word: Word
  readonly #primitives: Primitives
  readonly #address: number
  readonly #me: number
  // In fields of their own: V8 compiles the calls in place as long as it always finds the same functions here.
  readonly #acquire: Primitives['mutexAcquire']
  readonly #release: Primitives['mutexRelease']

  constructor(memory: MutexMemory, { worker, primitives }: Waiter) {
    this.word = memory.word
    this.#primitives = primitives
    this.#address = memory.word.address
    this.#me = heldBy(worker)
    this.#acquire = primitives.mutexAcquire
    this.#release = primitives.mutexRelease
  }

  /**
   * Blocks until this worker holds the mutex.
   * @throws {LabError} RELOCK when this worker already holds it
   * @throws {LabError} ABANDONED when a holder died and nobody has marked the mutex consistent since; it is not held then
   * @throws {LabError} STOPPED when the trial is stopped while waiting; the mutex is then not held
   */
  acquire(): void {
    const acquire = this.#acquire
    acquire(this.#address, this.#me)
  }

  /**
   * Acquires only if the mutex is free; never blocks.
   * @throws {LabError} ABANDONED as {@link acquire}
   */
  tryAcquire(): boolean {
    return this.#primitives.mutexTryAcquire(this.#address, this.#me) === 1
  }

  /**
   * Blocks for at most `millis`, and never gives up earlier.
   * @returns whether this worker holds the mutex
   * @throws {LabError} as {@link acquire}
   */
  acquireFor(millis: number): boolean {
    return this.#primitives.mutexAcquireFor(this.#address, this.#me, millis) === 1
  }

  /**
   * Blocks until this worker holds the mutex, abandoned or not.
   * @returns whether it was abandoned: then what it guards may be half done, and every acquirer is told or refused until
   *   {@link markConsistent}
   * @throws {LabError} RELOCK, STOPPED as {@link acquire}
   */
  acquireRobust(): boolean {
    return this.#primitives.mutexAcquireRobust(this.#address, this.#me) === 1
  }

  /**
   * Vouches for what the mutex guards, after a holder's death.
   * @throws {LabError} NOT_HOLDER when this worker does not hold the mutex
   */
  markConsistent(): void {
    this.#primitives.mutexMarkConsistent(this.#address, this.#me)
  }

  /**
   * Once the trial is being stopped, a release by a worker that lost the mutex in a stopped wait does nothing.
   * @throws {LabError} NOT_HOLDER when this worker does not hold the mutex; nothing is changed then
   */
  release(): void {
    const release = this.#release
    release(this.#address, this.#me)
  }

  /** Acquires; the token releases. */
  lock(): UnlockToken {
    return locking(this)
  }

  /** Runs `body` while holding the mutex and releases it on every way out. */
  hold<T>(body: () => T): T {
    return holding(this, body)
  }
}
