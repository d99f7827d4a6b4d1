import { FREE, HOLDER_BITS, POISON_BIT, WAITERS_BIT } from '../../../base/lock-word.ts'
import { compareExchange, EVERYBODY, exchange, load, notify, pause, peek, refuse } from './door.ts'
import { ABANDONED, NOT_HOLDER, RELOCK } from './refusals.ts'
import { beginWait, deadlineAfter, endingOf, endWait, FOREVER, isStopped, sleep, spins } from './waiting.ts'

/**
 * The mutex's steps; `../mutex.ts` has its state table. `word` is the address of the lock word, `me` the word of a lock
 * that this worker holds with nobody waiting.
 */
export function mutexAcquire(word: i32, me: i32): void {
  if (compareExchange(word, FREE, me) !== FREE) acquireSlow(word, me, FOREVER, false)
}

/** @returns 1 when acquired, 0 when somebody holds it */
export function mutexTryAcquire(word: i32, me: i32): i32 {
  const found = compareExchange(word, FREE, me)
  if (found === FREE) return 1
  if ((found & HOLDER_BITS) === 0) refuse(ABANDONED, word, me)
  return 0
}

/** @returns 1 when acquired, 0 when `millis` had passed */
export function mutexAcquireFor(word: i32, me: i32, millis: f64): i32 {
  if (compareExchange(word, FREE, me) === FREE) return 1
  return acquireSlow(word, me, deadlineAfter(millis), false)
}

/** Acquires an abandoned mutex as well. @returns 1 when a holder died and nobody has marked it consistent since */
export function mutexAcquireRobust(word: i32, me: i32): i32 {
  if (compareExchange(word, FREE, me) === FREE) return 0
  acquireSlow(word, me, FOREVER, true)
  return (peek(word) & POISON_BIT) !== 0 ? 1 : 0
}

export function mutexRelease(word: i32, me: i32): void {
  // One step both checks that this worker is the holder and frees a lock that nobody waits for.
  if (compareExchange(word, me, FREE) !== me) releaseSlow(word, me, 1)
}

/** Says that what the mutex guards is in order again after a holder's death. */
export function mutexMarkConsistent(word: i32, me: i32): void {
  while (true) {
    const found = load(word)
    if ((found & HOLDER_BITS) !== me) {
      refuse(NOT_HOLDER, word, me)
      return
    }
    if (compareExchange(word, found, found & ~POISON_BIT) === found) return
  }
}

/** @param robust whether an abandoned mutex is acquired or refused */
export function acquireSlow(word: i32, me: i32, deadline: f64, robust: boolean): i32 {
  if ((load(word) & HOLDER_BITS) === me) {
    refuse(RELOCK, word, me)
    return 0
  }
  // Sections are short: the holder is often gone before a sleep would have begun.
  for (let looks = spins(); looks > 0; looks--) {
    if (peek(word) === FREE && compareExchange(word, FREE, me) === FREE) return 1
    pause()
  }
  beginWait(me, word, deadline)
  while (true) {
    const found = load(word)
    if ((found & HOLDER_BITS) === 0) {
      if ((found & POISON_BIT) !== 0 && !robust) {
        endWait(me)
        refuse(ABANDONED, word, me)
        return 0
      }
      // With the waiters bit: whoever has waited cannot know whether others still sleep.
      if (compareExchange(word, found, found | me | WAITERS_BIT) === found) {
        endWait(me)
        return 1
      }
      continue
    }
    // Sleep only on a word that carries the bit: a release in between changes the word, and the wait returns at once
    // instead of missing its wake-up.
    const marked = found | WAITERS_BIT
    if (found !== marked && compareExchange(word, found, marked) !== found) continue
    const ending = endingOf(me)
    if (ending === 0 && sleep(word, marked, deadline) === 1) continue
    endWait(me)
    if (ending !== 0) refuse(ending, word, me)
    return 0
  }
}

/** @param count how many sleepers to wake */
export function releaseSlow(word: i32, me: i32, count: i32): void {
  const found = load(word)
  if ((found & HOLDER_BITS) !== me) {
    // A wait that ended in a stop may have left a condition without its mutex: then there is nothing to release.
    if (!isStopped()) refuse(NOT_HOLDER, word, me)
    return
  }
  // Only this worker may free the word now, and nobody sets the poison bit of a lock whose holder lives.
  const before = exchange(word, found & POISON_BIT)
  if ((before & WAITERS_BIT) === 0) return
  // Of an abandoned lock everybody must hear: a sleeper that is refused would not wake the one behind it.
  notify(word, (before & POISON_BIT) !== 0 ? EVERYBODY : count)
}
