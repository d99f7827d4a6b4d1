import { FREE, HOLDER_BITS, POISON_BIT, WAITERS_BIT } from '../../../base/lock-word.ts'
import { add, compareExchange, EVERYBODY, load, notify, peek, refuse, store, wait } from './door.ts'
import { ABANDONED, NOT_HOLDER, RELOCK } from './refusals.ts'
import {
  ADDRESS_BITS,
  beginWait,
  deadlineAfter,
  endingOf,
  endWait,
  FOREVER,
  isStopped,
  PARK,
  RECORD_BYTES,
  recordOf,
  RECORDS,
  sleep,
  TICKET,
  WAIT_EPOCH,
  WAITING_FOR,
  WORKERS_WORD,
} from './waiting.ts'

/**
 * The fair mutex's steps; `../fair-mutex.ts` has its tables. The queue is made of the workers' own records: who waits for
 * this word and is parked stands in it, in the order of the tickets.
 */
const TICKETS: i32 = 4

/**
 * A worker's `park` word: a state; by whom it was chosen, as lock words name a worker; and which of the worker's waits it
 * is about, so that a releaser that looked at an earlier wait cannot choose the worker in a later one for another lock.
 */
export const IDLE: i32 = 0
export const WAITING: i32 = 1
export const CHOSEN: i32 = 2
const GRANTED: i32 = 3
export const STATE_BITS: i32 = 3
const CHOOSER_SHIFT: i32 = 2
const WAIT_SHIFT: i32 = 10
const WAIT_BITS: i32 = ~1023

export function fairAcquire(word: i32, me: i32): void {
  if (compareExchange(word, FREE, me) !== FREE) fairAcquireSlow(word, me, FOREVER, false)
}

/** @returns 1 when acquired, 0 when somebody holds it */
export function fairTryAcquire(word: i32, me: i32): i32 {
  const found = compareExchange(word, FREE, me)
  if (found === FREE) return 1
  if ((found & HOLDER_BITS) === 0 && (found & POISON_BIT) !== 0) refuse(ABANDONED, word, me)
  return 0
}

/** @returns 1 when acquired, 0 when `millis` had passed */
export function fairAcquireFor(word: i32, me: i32, millis: f64): i32 {
  if (compareExchange(word, FREE, me) === FREE) return 1
  return fairAcquireSlow(word, me, deadlineAfter(millis), false)
}

/** Acquires an abandoned mutex as well. @returns 1 when a holder died and nobody has marked it consistent since */
export function fairAcquireRobust(word: i32, me: i32): i32 {
  if (compareExchange(word, FREE, me) === FREE) return 0
  fairAcquireSlow(word, me, FOREVER, true)
  return (peek(word) & POISON_BIT) !== 0 ? 1 : 0
}

export function fairRelease(word: i32, me: i32): void {
  if (compareExchange(word, me, FREE) !== me) fairReleaseSlow(word, me)
}

/** @param robust whether an abandoned mutex is acquired or refused */
export function fairAcquireSlow(word: i32, me: i32, deadline: f64, robust: boolean): i32 {
  if ((load(word) & HOLDER_BITS) === me) {
    refuse(RELOCK, word, me)
    return 0
  }
  const park = recordOf(me) + PARK
  const waiting: i32 = ((load(recordOf(me) + WAIT_EPOCH) >> 1) << WAIT_SHIFT) | WAITING
  store(recordOf(me) + TICKET, add(word + TICKETS, 1))
  store(park, waiting)
  beginWait(me, word, deadline)
  while (true) {
    const found = load(word)
    if ((found & HOLDER_BITS) === me) {
      granted(park, me)
      if ((found & POISON_BIT) === 0 || robust) return 1
      // Handed over by somebody who has not vouched for it.
      fairReleaseSlow(word, me)
      refuse(ABANDONED, word, me)
      return 0
    }
    if ((found & HOLDER_BITS) === 0) {
      // Out of the queue first: nobody may choose a worker that has helped itself.
      if (compareExchange(park, waiting, IDLE) !== waiting) {
        awaitGrant(park)
        continue
      }
      if ((found & POISON_BIT) !== 0 && !robust) {
        endWait(me)
        refuse(ABANDONED, word, me)
        return 0
      }
      if (compareExchange(word, found, found | me | WAITERS_BIT) === found) return granted(park, me)
      store(park, waiting)
      continue
    }
    // Whoever releases clears the bit before it looks through the queue; a worker that finds the bit set has queued
    // before that look, and one that sets it makes the releaser look again.
    if ((found & WAITERS_BIT) === 0 && compareExchange(word, found, found | WAITERS_BIT) !== found) continue
    const ending = endingOf(me)
    if (ending === 0 && sleep(park, waiting, deadline) === 1) {
      awaitGrant(park)
      continue
    }
    if (compareExchange(park, waiting, IDLE) !== waiting) {
      awaitGrant(park)
      continue
    }
    endWait(me)
    if (ending !== 0) refuse(ending, word, me)
    return 0
  }
}

/** Once chosen it is too late to leave: the lock is on its way. */
function awaitGrant(park: i32): void {
  const found = load(park)
  if ((found & STATE_BITS) === CHOSEN) wait(park, found, FOREVER)
}

function granted(park: i32, me: i32): i32 {
  store(park, IDLE)
  endWait(me)
  return 1
}

export function fairReleaseSlow(word: i32, me: i32): void {
  const poison = load(word) & POISON_BIT
  if ((load(word) & HOLDER_BITS) !== me) {
    if (!isStopped()) refuse(NOT_HOLDER, word, me)
    return
  }
  while (true) {
    store(word, poison | me)
    const next = chooseOldest(word, me)
    if (next !== 0) {
      // The word first: from here on the sampler sees the new holder, and a worker that waits for itself is no edge.
      store(word, poison | next | WAITERS_BIT)
      grant(next, me)
      return
    }
    if (compareExchange(word, poison | me, poison) === (poison | me)) return
  }
}

/** Wakes a worker whose word names it. It may have seen that before, and be in another wait by now. */
export function grant(worker: i32, chooser: i32): void {
  const park = recordOf(worker) + PARK
  const found = load(park)
  if (isChosenBy(found, chooser)) compareExchange(park, found, (found & WAIT_BITS) | GRANTED)
  notify(park, EVERYBODY)
}

export function isChosenBy(park: i32, chooser: i32): boolean {
  return (park & ~WAIT_BITS) === (CHOSEN | (chooser << CHOOSER_SHIFT))
}

/** Back into the queue: whoever chose it has died before it handed the lock over. */
export function unchoose(park: i32, found: i32): void {
  compareExchange(park, found, (found & WAIT_BITS) | WAITING)
  notify(park, EVERYBODY)
}

/** @returns the worker that has waited longest, now unable to leave the queue; 0 when nobody waits */
function chooseOldest(word: i32, me: i32): i32 {
  const end = RECORDS + peek(WORKERS_WORD) * RECORD_BYTES
  while (true) {
    let oldest: i32 = 0
    let ticket: i32 = 0
    let waiting: i32 = 0
    for (let record = RECORDS; record < end; record += RECORD_BYTES) {
      // The park word first: if it still stands when the worker is chosen, so did all that was read since.
      const park = load(record + PARK)
      if ((park & STATE_BITS) !== WAITING || (load(record + WAITING_FOR) & ADDRESS_BITS) !== word) continue
      const own = load(record + TICKET)
      // Tickets wrap: the older one is the smaller by their difference.
      if (oldest === 0 || ((own - ticket) | 0) < 0) {
        oldest = record
        ticket = own
        waiting = park
      }
    }
    if (oldest === 0) return 0
    const chosen: i32 = (waiting & WAIT_BITS) | (me << CHOOSER_SHIFT) | CHOSEN
    if (compareExchange(oldest + PARK, waiting, chosen) === waiting) {
      return ((oldest - RECORDS) / RECORD_BYTES + 1) << 1
    }
  }
}
