import { heldBy } from '../../base/lock-word.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'
import type { Primitives, Waiter } from './waiter.ts'

/**
 * Event: one worker says that something has happened, others wait for it. With manual reset it stays set for everybody
 * until it is reset; with auto reset one waiter takes each signal, and signals that nobody has taken yet count as one.
 *
 * Sources: Windows' `SetEvent` and CPython's `threading.Event` for the two kinds; unlike `PulseEvent`, a set that is
 * followed by a reset lets everybody through who was waiting.
 *
 * | state          | waiters | meaning                            | left by                                             |
 * | -------------- | ------- | ---------------------------------- | --------------------------------------------------- |
 * | even           | 0       | not set, nobody waits              | set: CAS + 1 · a waiter counts itself               |
 * | even           | n > 0   | not set, n sleep or are about to   | set: CAS + 1, then wakes all (auto: one)            |
 * | odd            | any     | set                                | reset: CAS + 1 · auto: a waiter: CAS + 1            |
 *
 * The state grows with every change, so a manual-reset waiter passes if it differs from what it saw first: the event was
 * set meanwhile, even if it has been reset since. It would have to change 2^31 times in between to be mistaken.
 *
 * Why no wake-up is lost: a waiter counts itself and then sleeps on the even state that it saw; set changes the state and
 * then reads the count. One of the two sees the other.
 */
export const eventLayout = layout('event', {
  state: i32({
    writers: 'who sets, resets or takes it',
    access: 'atomic',
    waitable: 'event',
    doc: 'odd = set; grows with every change',
  }),
  waiters: i32({ writers: 'waiters', access: 'atomic', doc: 'workers that sleep or are about to' }),
  autoReset: i32({ writers: 'the host', access: 'before start', doc: '1 = a signal is for one waiter' }),
})

export type EventMemory = Bound<typeof eventLayout.fields>

/** Chooses the kind, before any worker can see it. */
export function initializeEvent(memory: EventMemory, kind: 'manual-reset' | 'auto-reset'): void {
  memory.autoReset.store(kind === 'auto-reset' ? 1 : 0)
}

/** A worker's own handle on a shared event. */
export class Event {
  readonly #primitives: Primitives
  readonly #address: number
  readonly #me: number

  constructor(memory: EventMemory, { worker, primitives }: Waiter) {
    this.#primitives = primitives
    this.#address = memory.state.address
    this.#me = heldBy(worker)
  }

  /** Lets all waiters through, or with auto reset one; does nothing when it is set already. */
  set(): void {
    this.#primitives.eventSet(this.#address)
  }

  /** Makes those wait who come from now on. */
  reset(): void {
    this.#primitives.eventReset(this.#address)
  }

  isSet(): boolean {
    return this.#primitives.eventIsSet(this.#address) === 1
  }

  /**
   * Blocks until the event is set.
   * @throws {LabError} STOPPED when the trial is stopped while waiting
   */
  wait(): void {
    this.#primitives.eventWait(this.#address, this.#me)
  }

  /**
   * Blocks for at most `millis`, and never gives up earlier.
   * @returns whether the event was set
   * @throws {LabError} STOPPED as {@link wait}
   */
  waitFor(millis: number): boolean {
    return this.#primitives.eventWaitFor(this.#address, this.#me, millis) === 1
  }
}
