import { LabError } from '../../../base/errors.ts'
import * as atomics from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'
import { i32, layout, type Bound } from '../../memory/layout.ts'
import type { RoleContext } from './role-context.ts'

/**
 * Where the parties of a batch meet before each one, spinning. Unlike a rendezvous it wakes nobody: whoever is woken is
 * late by more than a batch takes, and tends to be put on the core of its waker, where the two take turns for good.
 */
export const batchMeetingLayout = layout('batch-meeting', {
  arrived: i32({
    writers: 'every party',
    access: 'atomic',
    ownLine: true,
    doc: 'arrivals at all meetings so far, modulo 2^32',
  }),
})

/**
 * Looks before the core is given away. A sleep takes longer than a batch: parties with little patience would, once they
 * have missed each other, take turns from then on. With more parties than cores patience only keeps the missing one from
 * its core; so, unless there are but two, it shrinks whenever it was in vain, and grows back slowly.
 */
const MOST_LOOKS = 5_000
const FEWEST_LOOKS = 100
const LOOKS_REGAINED = 200

/** One party's side of the meetings. */
export class BatchMeeting {
  readonly #arrived: I32Cell
  readonly #parties: number
  readonly #context: RoleContext
  #full = 0
  #patience = MOST_LOOKS

  constructor(memory: Bound<typeof batchMeetingLayout.fields>, parties: number, context: RoleContext) {
    this.#arrived = memory.arrived.cell
    this.#parties = parties
    this.#context = context
  }

  /**
   * Returns when all parties have arrived as often as this one. What they wrote before is seen after.
   * @throws {LabError} STOPPED when a stop is requested meanwhile
   */
  meet(): void {
    this.#full += this.#parties
    atomics.add(this.#arrived, 1)
    for (let looks = 0; this.#isMissing(); looks++) {
      if (looks < this.#patience) atomics.pause()
      else {
        this.#giveWay()
        looks = 0
      }
    }
    this.#patience = Math.min(MOST_LOOKS, this.#patience + LOOKS_REGAINED)
  }

  /** As {@link meet}, twice: whoever slept through the first is awake for the second, and all leave it together. */
  meetAwake(): void {
    this.meet()
    this.meet()
  }

  #isMissing(): boolean {
    return ((atomics.load(this.#arrived) - this.#full) | 0) < 0
  }

  #giveWay(): void {
    if (this.#context.stopRequested()) throw new LabError('STOPPED', 'the trial was stopped before all had arrived')
    if (this.#parties > 2) this.#patience = Math.max(FEWEST_LOOKS, this.#patience / 2)
    this.#context.yieldCore()
  }
}
