import * as atomics from '../../memory/atomics.ts'
import { i32, layout, type Bound } from '../../memory/layout.ts'
import type { RoleContext } from './role-context.ts'

/**
 * A place inside a kernel where all parties come together, again and again, and leave within one cache-line transfer of
 * each other: what a short race needs, because workers that are not held together drift apart and stop overlapping.
 *
 * A party spins, for a bounded time, then sleeps: with more parties than cores the last one may need the very core that a
 * spinner holds. How long it spins it learns from how the last meetings went.
 *
 * | generation | arrived | meaning                       | left by                                                           |
 * | ---------- | ------- | ----------------------------- | ----------------------------------------------------------------- |
 * | g          | a < n   | a parties wait in generation g | a party: arrived + 1                                             |
 * | g          | n       | all are here                  | the last party: arrived 0, generation g + 1, wakes those who sleep |
 *
 * No wake-up is lost: the last party stores the generation and then reads `asleep`; a sleeper counts itself there and
 * then compares the generation (in the wait). Whoever comes second sees the other.
 */
export const rendezvousLayout = layout('rendezvous', {
  arrived: i32({ writers: 'every party', access: 'atomic', ownLine: true, doc: 'parties that have come this time' }),
  asleep: i32({ writers: 'every party', access: 'atomic', ownLine: true, doc: 'parties that gave up spinning' }),
  generation: i32({ writers: 'the last party', access: 'atomic', ownLine: true, doc: 'meetings so far; wraps' }),
})

/** Looks at most: tens of microseconds, enough to outlast a neighbour's cache misses. */
const MOST_LOOKS = 2048
const FEWEST_LOOKS = 32
/** A sleeper looks at the stop word so often: nobody wakes it for a stop. */
const STOP_CHECK_MILLIS = 5

/** A worker's own handle. All parties must meet equally often. */
export class Rendezvous {
  readonly #memory: Bound<typeof rendezvousLayout.fields>
  readonly #parties: number
  readonly #context: RoleContext
  #looks = MOST_LOOKS

  /** @param parties workers that meet here; one alone passes at once */
  constructor(memory: Bound<typeof rendezvousLayout.fields>, parties: number, context: RoleContext) {
    this.#memory = memory
    this.#parties = parties
    this.#context = context
  }

  /**
   * Returns when all parties have come.
   * @returns false when the trial is being stopped: then the others may not be here, and the caller is to end
   */
  meet(): boolean {
    const { arrived, asleep, generation } = this.#memory
    const here = atomics.load(generation.cell)
    if (atomics.add(arrived.cell, 1) + 1 === this.#parties) {
      // Nobody arrives between these two: all parties are here, and none leaves before the generation changes.
      atomics.store(arrived.cell, 0)
      atomics.store(generation.cell, (here + 1) | 0)
      if (atomics.load(asleep.cell) > 0) atomics.notify(generation.cell)
      return true
    }
    for (let look = 0; look < this.#looks; look++) {
      if (atomics.load(generation.cell) !== here) {
        this.#looks = Math.min(MOST_LOOKS, this.#looks * 2)
        return true
      }
      atomics.pause()
    }
    this.#looks = Math.max(FEWEST_LOOKS, this.#looks >> 1)
    return this.#sleepUntilMet(here)
  }

  #sleepUntilMet(here: number): boolean {
    const { asleep, generation } = this.#memory
    atomics.add(asleep.cell, 1)
    while (atomics.load(generation.cell) === here && !this.#context.stopRequested()) {
      atomics.wait(generation.cell, here, STOP_CHECK_MILLIS)
    }
    atomics.add(asleep.cell, -1)
    return atomics.load(generation.cell) !== here
  }
}
