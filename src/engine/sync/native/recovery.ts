import { HOLDER_BITS, POISON_BIT } from '../../../base/lock-word.ts'
import { add, compareExchange, EVERYBODY, exchange, load, notify, peek } from './door.ts'
import { CHOSEN, fairReleaseSlow, grant, IDLE, isChosenBy, STATE_BITS, unchoose, WAITING } from './fair-mutex.ts'
import {
  ADDRESS_BITS,
  PARK,
  RECORD_BYTES,
  recordOf,
  RECORDS,
  SEQUENCE,
  WAIT_EPOCH,
  WAITING_FOR,
  WORKERS_WORD,
} from './waiting.ts'

/**
 * What the supervisor does when a worker has died: a dead worker runs no `finally`. Never blocks, so that a host may call
 * it; may be called again and again. `dead` is the worker as lock words name it.
 */

/**
 * Takes the dead worker out of its queue, and brings the hand-overs that it had begun to an end. To be called first.
 * @returns true when somebody is just handing it a lock: everything has to be done once more a little later
 */
export function leaveQueue(dead: i32): boolean {
  const record = recordOf(dead)
  // Whoever read the epoch before drops the worker from its graph: from now on others act on its behalf.
  add(record + WAIT_EPOCH, 2)
  finishHandOvers(dead)
  while (true) {
    const park = load(record + PARK)
    const state = park & STATE_BITS
    if (state !== WAITING) return state === CHOSEN
    if (compareExchange(record + PARK, park, IDLE) === park) return false
  }
}

/** Makes a lock that the dead worker held an abandoned one. @returns whether it held it */
export function abandonLock(word: i32, dead: i32): boolean {
  while (true) {
    const found = load(word)
    if ((found & HOLDER_BITS) !== dead) return false
    if (compareExchange(word, found, found | POISON_BIT) === found) break
  }
  // As the dead worker would: to who stands in the queue of a fair mutex, else to nobody. A wake-up alone would not reach
  // a worker that has looked at the word and is about to sleep on its park word.
  fairReleaseSlow(word, dead)
  // Who sleeps on the word itself looks again; those that go on sleeping set the waiters bit again.
  notify(word, EVERYBODY)
  return true
}

/** Clears the slot of a dead reader. @returns whether it read */
export function clearSlot(slot: i32): boolean {
  if (exchange(slot, 0) === 0) return false
  notify(slot, EVERYBODY)
  return true
}

/** Lets all look again: the dead worker may have used up a wake-up, or released without having woken anybody yet. */
export function wakeEverybody(): void {
  const end = RECORDS + peek(WORKERS_WORD) * RECORD_BYTES
  for (let record = RECORDS; record < end; record += RECORD_BYTES) {
    const published = load(record + WAITING_FOR)
    const word = published & ADDRESS_BITS
    // A death changes other words that are waited for, or leaves them changed; the sequence of a condition only changes
    // by this. Else a waiter that has released the mutex, but does not sleep yet, would fall asleep and never be told.
    if ((published & SEQUENCE) !== 0) add(word, 1)
    if (word !== 0) notify(word, EVERYBODY)
    notify(record + PARK, EVERYBODY)
  }
}

/** To whom the dead worker's lock belongs already is told so; whom it had only chosen may be chosen again. */
function finishHandOvers(dead: i32): void {
  const end = RECORDS + peek(WORKERS_WORD) * RECORD_BYTES
  let worker = 0
  for (let record = RECORDS; record < end; record += RECORD_BYTES) {
    worker += 2
    const park = load(record + PARK)
    if (!isChosenBy(park, dead)) continue
    const word = load(record + WAITING_FOR) & ADDRESS_BITS
    if ((load(word) & HOLDER_BITS) === worker) grant(worker, dead)
    else unchoose(record + PARK, park)
  }
}
