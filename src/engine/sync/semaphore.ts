import { invariant } from '../../base/assert.ts'
import { heldBy } from '../../base/lock-word.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'
import { holding, locking, type Acquirable, type UnlockToken } from './token.ts'
import type { Primitives, Waiter } from './waiter.ts'

/**
 * Semaphore: a number of permits; acquire takes one and waits while there is none, release returns one. A permit has no
 * holder: anybody may return it, and a worker that dies takes its permits along. Not fair.
 *
 * Sources: E. W. Dijkstra, "Cooperating sequential processes" (1965); glibc's `sem_wait` for permits and waiters in words
 * of their own.
 *
 * | permits | waiters | meaning                        | left by                                                      |
 * | ------- | ------- | ------------------------------ | ------------------------------------------------------------ |
 * | p > 0   | 0       | p workers may go on            | an acquirer: CAS p to p - 1 · a releaser: CAS p to p + 1     |
 * | 0       | 0       | all permits are out            | a releaser: CAS to 1 · an acquirer counts itself and sleeps  |
 * | 0       | n > 0   | n workers sleep or are about to | a releaser: CAS to 1, then wakes one                        |
 * | p > 0   | n > 0   | woken workers are on their way | whoever comes first: CAS p to p - 1                          |
 *
 * Why no wake-up is lost: a waiter adds itself to `waiters` and then sleeps only if `permits` is still 0; a releaser adds
 * a permit and then reads `waiters`. In the one order of all atomic steps one of the two comes second and sees the other.
 * Each release wakes one, so n permits returned wake n workers.
 */
export const semaphoreLayout = layout('semaphore', {
  permits: i32({
    writers: 'acquirers and releasers',
    access: 'atomic',
    waitable: 'semaphore',
    unit: 'permits',
    doc: 'permits to be had',
  }),
  waiters: i32({ writers: 'waiters', access: 'atomic', doc: 'workers that sleep or are about to' }),
  limit: i32({ writers: 'the host', access: 'before start', unit: 'permits', doc: 'permits that there are in all' }),
})

export type SemaphoreMemory = Bound<typeof semaphoreLayout.fields>

/** Gives a semaphore its permits, before any worker can see it. */
export function initializeSemaphore(memory: SemaphoreMemory, permits: number): void {
  invariant(permits >= 1, 'a semaphore has at least one permit')
  memory.permits.store(permits)
  memory.limit.store(permits)
}

/** A worker's own handle on a shared semaphore. */
export class Semaphore implements Acquirable {
  readonly #primitives: Primitives
  readonly #address: number
  readonly #me: number

  constructor(memory: SemaphoreMemory, { worker, primitives }: Waiter) {
    this.#primitives = primitives
    this.#address = memory.permits.address
    this.#me = heldBy(worker)
  }

  /**
   * Takes a permit; blocks while there is none.
   * @throws {LabError} STOPPED when the trial is stopped while waiting; no permit is taken then
   */
  acquire(): void {
    this.#primitives.semaphoreAcquire(this.#address, this.#me)
  }

  /** Takes a permit only if there is one; never blocks. */
  tryAcquire(): boolean {
    return this.#primitives.semaphoreTryAcquire(this.#address) === 1
  }

  /**
   * Blocks for at most `millis`, and never gives up earlier.
   * @returns whether it took a permit
   * @throws {LabError} STOPPED as {@link acquire}
   */
  acquireFor(millis: number): boolean {
    return this.#primitives.semaphoreAcquireFor(this.#address, this.#me, millis) === 1
  }

  /**
   * Returns a permit.
   * @throws {LabError} OVER_RELEASE when all permits are there already; nothing is changed then
   */
  release(): void {
    this.#primitives.semaphoreRelease(this.#address, this.#me)
  }

  /** Takes a permit; the token returns it. */
  lock(): UnlockToken {
    return locking(this)
  }

  /** Runs `body` with a permit and returns it on every way out. */
  hold<T>(body: () => T): T {
    return holding(this, body)
  }
}
