import { describeThrown } from '../../../base/errors.ts'
import * as atomics from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'
import { ASLEEP, AWAKE, firstNumberOf, RETURNED, SLOT_MASK, Slots, THREW, type DispatchWords } from './lane.ts'
import { Patience } from './patience.ts'
import type { ShortTask } from './tasks.ts'

/** Everything in this file runs inside a worker; `host-lane.ts` is the other end of the lane. */

/** How often a worker looks for work before it parks, with a pause of 25 ns or more in between. */
export const MOST_SPINS = 1_000
export const LEAST_SPINS = 16

/** Runs the tasks of a lane in their order until the host says that it is over. */
export function serveTasks(words: DispatchWords, lane: number, tasks: readonly ShortTask[]): void {
  const { submitted, over, finished } = words.lanes.of(lane)
  const slots = new Slots(words.lanes.of(lane))
  const patience = new Patience(MOST_SPINS, LEAST_SPINS)
  for (let done = finished.load(); ;) {
    patience.learn(spinForWork(submitted.cell, done, patience.looks))
    parkForWork(words, lane, done)
    const until = submitted.load()
    while (done !== until) {
      if (over.load() !== 0) return
      runTask(slots, done & SLOT_MASK, tasks)
      done = (done + 1) | 0
      // After the slot's result, which the host reads once it sees this.
      finished.store(done)
      ringBell(words)
    }
    if (over.load() !== 0) return
  }
}

/** Plain looks: a stale one costs a turn, and before it parks the worker looks properly. */
export function spinForWork(submitted: I32Cell, done: number, spins: number): boolean {
  for (let look = 0; look < spins; look++) {
    if (submitted[0] !== done) return true
    atomics.pause()
  }
  return false
}

/**
 * Sleeps until there is work or it is over.
 *
 * No wake-up is lost: the host stores `submitted` (or `over`) and then reads `parked`; this stores `parked` and then
 * reads both. Whoever comes second sees the other. Without the re-check, a task put in between would be found by nobody:
 * the host saw an awake worker, and the worker slept without another look.
 */
export function parkForWork(words: DispatchWords, lane: number, done: number): void {
  const { submitted, over, parked } = words.lanes.of(lane)
  // Again after each wake-up: the host may have meant an earlier park, whose work was found without it.
  while (submitted.load() === done && over.load() === 0) {
    parked.store(ASLEEP)
    if (submitted.load() === done && over.load() === 0) atomics.wait(parked.cell, ASLEEP)
    parked.store(AWAKE)
  }
}

function runTask(slots: Slots, slot: number, tasks: readonly ShortTask[]): void {
  const { kinds, outcomes, numbers } = slots
  const first = firstNumberOf(slot)
  try {
    const task = tasks[kinds[slot] ?? -1]
    // Hosts with other tasks are refused before they can submit one.
    if (task === undefined) throw new RangeError(`there is no task ${String(kinds[slot])}`)
    numbers[first + 2] = task(numbers[first] ?? 0, numbers[first + 1] ?? 0)
    outcomes[slot] = RETURNED
  } catch (thrown) {
    slots.writeReason(slot, describeThrown(thrown))
    outcomes[slot] = THREW
  }
}

/**
 * Wakes the host if it waits; of several workers one does.
 *
 * No wake-up is lost: this comes after the store to `finished`; the host raises the bell and then reads `finished`.
 */
export function ringBell({ bell }: DispatchWords): void {
  if (bell.load() === ASLEEP && atomics.compareExchange(bell.cell, ASLEEP, AWAKE) === ASLEEP) atomics.notify(bell.cell)
}
