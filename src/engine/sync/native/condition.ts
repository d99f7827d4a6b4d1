import { HOLDER_BITS } from '../../../base/lock-word.ts'
import { add, EVERYBODY, load, notify, pause, peek, refuse } from './door.ts'
import { mutexAcquireRobust, mutexRelease } from './mutex.ts'
import { ABANDONED, NOT_HOLDER, STOPPED } from './refusals.ts'
import { beginWait, deadlineAfter, endWait, FOREVER, isStopped, SEQUENCE, sleep, spins } from './waiting.ts'

/** The condition's steps; `../condition.ts` has its table. `words` is the address of its sequence. */
const WAITERS: i32 = 4

export function conditionWait(words: i32, mutex: i32, me: i32): void {
  wait(words, mutex, me, FOREVER)
}

/** @returns 1 when notified, 0 when `millis` had passed; the mutex is held again either way */
export function conditionWaitFor(words: i32, mutex: i32, me: i32, millis: f64): i32 {
  return wait(words, mutex, me, deadlineAfter(millis))
}

export function conditionNotifyOne(words: i32): void {
  notifySome(words, 1)
}

export function conditionNotifyAll(words: i32): void {
  notifySome(words, EVERYBODY)
}

function notifySome(words: i32, count: i32): void {
  // Waiters count themselves before they release the mutex, so one who holds it sees all of them.
  if (load(words + WAITERS) === 0) return
  add(words, 1)
  notify(words, count)
}

function wait(words: i32, mutex: i32, me: i32, deadline: f64): i32 {
  const notified = conditionWaitUntil(words, mutex, me, deadline)
  // The caller holds the mutex, and will release it.
  if (notified < 0) refuse(ABANDONED, mutex, me)
  return notified
}

/**
 * @returns as {@link conditionWaitFor}, by a deadline on the clock of `nowMillis`; -1 when a holder of the mutex died
 *   meanwhile. The mutex is held again whatever happened.
 */
export function conditionWaitUntil(words: i32, mutex: i32, me: i32, deadline: f64): i32 {
  if ((load(mutex) & HOLDER_BITS) !== me) {
    refuse(NOT_HOLDER, mutex, me)
    return 0
  }
  add(words + WAITERS, 1)
  // Before the mutex is released: whatever is notified after that changes the sequence, and the sleep returns at once.
  const sequence = load(words)
  beginWait(me, words | SEQUENCE, deadline)
  mutexRelease(mutex, me)
  // Whoever is to notify often runs right now, on another core.
  for (let looks = spins(); looks > 0 && peek(words) === sequence; looks--) pause()
  let notified = 1
  while (load(words) === sequence) {
    if (isStopped()) {
      add(words + WAITERS, -1)
      endWait(me)
      refuse(STOPPED, words, me)
      return 0
    }
    if (sleep(words, sequence, deadline) === 0) {
      notified = 0
      break
    }
  }
  add(words + WAITERS, -1)
  // The epoch ends here: re-acquiring the mutex is a wait of its own, for another word.
  endWait(me)
  return mutexAcquireRobust(mutex, me) === 1 ? -1 : notified
}
