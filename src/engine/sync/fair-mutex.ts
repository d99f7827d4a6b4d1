import { heldBy } from '../../base/lock-word.ts'
import type { Word } from '../memory/cells.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'
import { holding, locking, type Acquirable, type UnlockToken } from './token.ts'
import type { Primitives, Waiter } from './waiter.ts'

/**
 * Fair mutex: as {@link Mutex}, and handed over in the order of arrival. Once a worker sleeps,
 * nobody who comes later gets it first; until then whoever finds the mutex free may. Fairness costs a wake-up per hand-over.
 *
 * Sources: parking_lot's "fair unlock" for the hand-over; tickets as in Mellor-Crummey and Scott (1991), but to order
 * sleepers, not to spin on.
 *
 * The word has the values of a mutex; the queue is the workers' own wait records: in it is whoever waits for this word
 * and has a `park` other than 0, ordered by `ticket`.
 *
 * | park        | meaning                       | left by                                                          |
 * | ----------- | ----------------------------- | ---------------------------------------------------------------- |
 * | 0 idle      | not in a queue                | the worker: 1, before it says what it waits for                  |
 * | 1 waiting   | may be chosen, may leave      | a releaser: CAS to 2 · the worker: CAS to 0 (time-out, stop, free) |
 * | 2 chosen    | may not leave                 | the releaser: word to that worker, then 3, then wake it          |
 * | 3 granted   | the word names the worker     | the worker: 0                                                    |
 *
 * Why nobody is forgotten: a releaser first clears the waiters bit and then looks through the queue, and frees the word
 * only by a compare-exchange from the cleared value. A waiter queues first and then makes sure that the bit is set: either
 * it queued before the releaser's look, or it changed the word and the releaser looks again.
 *
 * Why the sampler never sees a wrong owner: the word changes from the releaser to the chosen worker in one store, after
 * which the releaser holds nothing and the chosen worker waits for itself, an edge that the deadlock rule drops.
 */
export const fairMutexLayout = layout('fair-mutex', {
  word: i32({
    writers: 'acquirer, holder, waiters; after the death of the holder, who recovers it',
    access: 'atomic',
    lock: 'fair-mutex',
    doc: '0 = free, else (holder + 1) << 1 | somebody waits, | 2^30 once a holder died',
  }),
  tickets: i32({ writers: 'every waiter', access: 'atomic', doc: 'the next number in the queue; wraps' }),
})

export type FairMutexMemory = Bound<typeof fairMutexLayout.fields>

/** A worker's own handle on a shared fair mutex. */
export class FairMutex implements Acquirable {
  readonly word: Word
  readonly #primitives: Primitives
  readonly #address: number
  readonly #me: number

  constructor(memory: FairMutexMemory, { worker, primitives }: Waiter) {
    this.word = memory.word
    this.#primitives = primitives
    this.#address = memory.word.address
    this.#me = heldBy(worker)
  }

  /** As {@link Mutex.acquire}; a worker that was chosen while the trial is being stopped holds the mutex. */
  acquire(): void {
    this.#primitives.fairAcquire(this.#address, this.#me)
  }

  /** As {@link Mutex.tryAcquire}: it succeeds only when nobody waits. */
  tryAcquire(): boolean {
    return this.#primitives.fairTryAcquire(this.#address, this.#me) === 1
  }

  /** As {@link Mutex.acquireFor}. */
  acquireFor(millis: number): boolean {
    return this.#primitives.fairAcquireFor(this.#address, this.#me, millis) === 1
  }

  /** As {@link Mutex.acquireRobust}. */
  acquireRobust(): boolean {
    return this.#primitives.fairAcquireRobust(this.#address, this.#me) === 1
  }

  /** As {@link Mutex.markConsistent}. */
  markConsistent(): void {
    this.#primitives.mutexMarkConsistent(this.#address, this.#me)
  }

  /** As {@link Mutex.release}, to the worker that has waited longest. */
  release(): void {
    this.#primitives.fairRelease(this.#address, this.#me)
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
