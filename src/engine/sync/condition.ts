import { heldBy } from '../../base/lock-word.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'
import type { Mutex } from './mutex.ts'
import type { Primitives, Waiter } from './waiter.ts'

/**
 * Condition: a place to wait, with a mutex released, until another worker says that something may have changed. It has no
 * memory: a notification that nobody waits for is gone, hence the predicate, which is looked at under the mutex. Wakes
 * without a reason are possible, so the predicate is looked at again: {@link Condition.waitUntil} does that.
 *
 * Sources: C. A. R. Hoare, "Monitors" (1974), with the signalling of Mesa (Lampson and Redell, 1980); the sequence number
 * as in musl's and Drepper's condition variables.
 *
 * | sequence | waiters | meaning                                    | left by                                          |
 * | -------- | ------- | ------------------------------------------ | ------------------------------------------------ |
 * | s        | 0       | nobody waits                               | a waiter counts itself, holding the mutex        |
 * | s        | n > 0   | n wait for a notification after s          | notify: s + 1, then wakes one or all             |
 * | s + 1    | n > 0   | who had seen s goes on, as its wait changed | each waiter: leaves the count, takes the mutex  |
 *
 * Why no wake-up is lost: a waiter counts itself and reads the sequence before it releases the mutex. Whoever then changes
 * the predicate under the mutex and notifies sees the count and changes the sequence, and the sleep ends or never begins.
 *
 * A worker that dies may have changed the predicate without having notified, or hold the mutex: whoever recovers its locks
 * changes the sequence for each waiter, as if it notified all (`native/recovery.ts`); so does a stop.
 *
 * The wait for the condition and the one for the mutex that follows are two waits, with an epoch each.
 */
export const conditionLayout = layout('condition', {
  sequence: i32({
    writers: 'notifiers, who recovers or stops',
    access: 'atomic',
    waitable: 'condition',
    doc: 'notifications, modulo 2^32; waiters sleep on it',
  }),
  waiters: i32({ writers: 'waiters', access: 'atomic', doc: 'workers that wait for a notification' }),
})

export type ConditionMemory = Bound<typeof conditionLayout.fields>

/** A worker's own handle on a shared condition that belongs to a mutex. */
export class Condition {
  readonly #primitives: Primitives
  readonly #address: number
  readonly #mutex: number
  readonly #me: number

  constructor(memory: ConditionMemory, mutex: Mutex, { worker, primitives }: Waiter) {
    this.#primitives = primitives
    this.#address = memory.sequence.address
    this.#mutex = mutex.word.address
    this.#me = heldBy(worker)
  }

  /**
   * Releases the mutex, blocks until notified, acquires the mutex again.
   * @throws {LabError} NOT_HOLDER when this worker does not hold the mutex
   * @throws {LabError} ABANDONED when a holder of the mutex died meanwhile; the mutex is held then
   * @throws {LabError} STOPPED when the trial is stopped while waiting; the mutex is not held then, and a release ignored
   */
  wait(): void {
    this.#primitives.conditionWait(this.#address, this.#mutex, this.#me)
  }

  /**
   * As {@link wait}, for at most `millis` until notified; acquiring the mutex again has no limit.
   * @returns whether it was notified; the mutex is held either way
   */
  waitFor(millis: number): boolean {
    return this.#primitives.conditionWaitFor(this.#address, this.#mutex, this.#me, millis) === 1
  }

  /** Waits, as {@link wait}, until `predicate` holds under the mutex. */
  waitUntil(predicate: () => boolean): void {
    while (!predicate()) this.wait()
  }

  /** Wakes one waiter, if there is any. */
  notifyOne(): void {
    this.#primitives.conditionNotifyOne(this.#address)
  }

  /** Wakes all who wait now. */
  notifyAll(): void {
    this.#primitives.conditionNotifyAll(this.#address)
  }
}
