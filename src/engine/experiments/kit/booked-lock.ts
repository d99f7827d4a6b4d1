import { Mutex, type MutexMemory } from '../../sync/mutex.ts'
import { locking, type Acquirable, type UnlockToken } from '../../sync/token.ts'
import type { LockBook } from './lock-book.ts'
import type { RoleContext } from './role-context.ts'

/**
 * A mutex for workers that may be killed in a deadlock: the lock of a dead one is taken over, because what it guards is
 * always whole when somebody waits. Its acquires and releases are booked, where there is a book.
 */
export class BookedLock implements Acquirable {
  readonly #mutex: Mutex
  readonly #number: number
  readonly #book: LockBook | null

  /** @param number of the lock in the book */
  constructor(memory: MutexMemory, context: RoleContext, number: number, book: LockBook | null) {
    this.#mutex = new Mutex(memory, context)
    this.#number = number
    this.#book = book
  }

  /**
   * Blocks until this worker holds it, abandoned or not.
   * @throws {LabError} DEADLOCK_VICTIM when this worker was chosen to give way; it is not held then
   * @throws {LabError} RELOCK, STOPPED as a mutex does
   */
  acquire(): void {
    if (this.#mutex.acquireRobust()) this.#mutex.markConsistent()
    this.#book?.acquired(this.#number)
  }

  /** @throws {LabError} as `Mutex.tryAcquire` */
  tryAcquire(): boolean {
    return this.#booked(this.#mutex.tryAcquire())
  }

  /** @throws {LabError} as `Mutex.acquireFor` */
  acquireFor(millis: number): boolean {
    return this.#booked(this.#mutex.acquireFor(millis))
  }

  release(): void {
    this.#book?.released(this.#number)
    this.#mutex.release()
  }

  /** Acquires; the token releases. */
  lock(): UnlockToken {
    return locking(this)
  }

  #booked(acquired: boolean): boolean {
    if (acquired) this.#book?.acquired(this.#number)
    return acquired
  }
}
