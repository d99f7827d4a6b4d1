import { layout } from '../../memory/layout.ts'
import { Event, eventLayout, type EventMemory } from '../../sync/event.ts'
import type { Waiter } from '../../sync/waiter.ts'

const { waitable: _waitable, ...quiet } = eventLayout.fields.state

/** The word that pausing workers sleep on. Nobody ever sets it, and nobody is waited for: it stands in no wait-for graph. */
export const pauseLayout = layout('event', { ...eventLayout.fields, state: quiet })

/** Sleeping for a stated time, as one does while somebody else works: an answer, a disk, a timer. A stop ends it. */
export class Pause {
  readonly #never: Event

  constructor(memory: EventMemory, waiter: Waiter) {
    this.#never = new Event(memory, waiter)
  }

  /** @throws {LabError} STOPPED when the trial is stopped meanwhile */
  forMicros(micros: number): void {
    this.#never.waitFor(micros / 1000)
  }
  /**
   * For somebody who has to give way, for the nth time: each time longer, so that in the end it is long enough.
   * @throws {LabError} STOPPED as {@link forMicros}
   */
  toGiveWay(times: number): void {
    this.forMicros(GIVE_WAY_MICROS * Math.min(times, MOST_TIMES))
  }
}

/** Workers that were waiting wake up and are through meanwhile, unless there are many. */
const GIVE_WAY_MICROS = 2000
const MOST_TIMES = 20
