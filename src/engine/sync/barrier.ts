import { invariant } from '../../base/assert.ts'
import { heldBy } from '../../base/lock-word.ts'
import { i32, layout, type Bound } from '../memory/layout.ts'
import type { Primitives, Waiter } from './waiter.ts'

/**
 * Barrier: parties meet, and go on together, phase after phase. When a party gives up the barrier is broken for good: all
 * who wait, and all who come, are told.
 *
 * Sources: central barrier with sense reversal, Mellor-Crummey and Scott (1991), with a generation instead of a sense;
 * CPython's `threading.Barrier` for what breaks it.
 *
 * | generation | arrived | meaning                         | left by                                                    |
 * | ---------- | ------- | ------------------------------- | ---------------------------------------------------------- |
 * | 2g         | a < n   | a parties wait in phase g       | a party: arrived + 1                                       |
 * | 2g         | n       | all are here                    | the last party: arrived 0, generation 2(g + 1), wakes all  |
 * | 2g + 1     | any     | broken in phase g               | nobody                                                     |
 *
 * Why nobody runs ahead: a party leaves only when the generation differs from the one that it found on arrival, and the
 * last party alone changes it. Why the count is right for the next phase: it is set to 0 while all n parties stand here,
 * none of which can arrive again before the generation changes.
 *
 * A party that gives up breaks the barrier with a compare-exchange from the very generation that it waited in: if all had
 * come meanwhile, it has passed.
 */
export const barrierLayout = layout('barrier', {
  generation: i32({
    writers: 'the last party, who breaks it',
    access: 'atomic',
    lock: 'barrier',
    doc: 'phases passed << 1 | broken; parties sleep on it',
  }),
  arrived: i32({ writers: 'every party', access: 'atomic', doc: 'parties that have come in this phase' }),
  parties: i32({ writers: 'the host', access: 'before start', doc: 'parties that must come' }),
})

export type BarrierMemory = Bound<typeof barrierLayout.fields>

/** Says how many must come, before any worker can see it. */
export function initializeBarrier(memory: BarrierMemory, parties: number): void {
  invariant(parties >= 1, 'a barrier has at least one party')
  memory.parties.store(parties)
}

/** A worker's own handle on a shared barrier. */
export class Barrier {
  readonly #primitives: Primitives
  readonly #address: number
  readonly #me: number

  constructor(memory: BarrierMemory, { worker, primitives }: Waiter) {
    this.#primitives = primitives
    this.#address = memory.generation.address
    this.#me = heldBy(worker)
  }

  /**
   * Blocks until all parties are here.
   * @returns true for exactly one of them, which came last
   * @throws {LabError} BARRIER_BROKEN when a party gave up or died
   * @throws {LabError} STOPPED when the trial is stopped while waiting; the barrier is broken then
   */
  wait(): boolean {
    return this.#primitives.barrierWait(this.#address, this.#me) === 1
  }

  /**
   * As {@link wait}, but breaks the barrier when not all have come after `millis`.
   * @throws {LabError} BARRIER_BROKEN also then
   */
  waitFor(millis: number): boolean {
    return this.#primitives.barrierWaitFor(this.#address, this.#me, millis) === 1
  }

  /** Tells all parties that not all will come. */
  break(): void {
    this.#primitives.barrierBreak(this.#address)
  }
}
