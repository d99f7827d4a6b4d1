import { add, compareExchange, load, notify, pause, peek, refuse } from './door.ts'
import { OVER_RELEASE, STOPPED } from './refusals.ts'
import { beginWait, deadlineAfter, endWait, FOREVER, isStopped, sleep, spins } from './waiting.ts'

/** The semaphore's steps; `../semaphore.ts` has its table. `words` is the address of its permits. */
const WAITERS: i32 = 4
const LIMIT: i32 = 8

export function semaphoreAcquire(words: i32, me: i32): void {
  if (semaphoreTryAcquire(words) === 0) acquireSlow(words, me, FOREVER)
}

/** @returns 1 when it got a permit */
export function semaphoreTryAcquire(words: i32): i32 {
  let found = load(words)
  while (found > 0) {
    const seen = compareExchange(words, found, found - 1)
    if (seen === found) return 1
    found = seen
  }
  return 0
}

/** @returns 1 when it got a permit, 0 when `millis` had passed */
export function semaphoreAcquireFor(words: i32, me: i32, millis: f64): i32 {
  if (semaphoreTryAcquire(words) === 1) return 1
  return acquireSlow(words, me, deadlineAfter(millis))
}

export function semaphoreRelease(words: i32, me: i32): void {
  let found = load(words)
  while (true) {
    if (found >= peek(words + LIMIT)) {
      refuse(OVER_RELEASE, words, me)
      return
    }
    const seen = compareExchange(words, found, found + 1)
    if (seen === found) break
    found = seen
  }
  // A waiter counts itself and then looks at the permits; this worker adds one and then looks at the count. Whoever
  // comes second sees the other.
  if (load(words + WAITERS) > 0) notify(words, 1)
}

function acquireSlow(words: i32, me: i32, deadline: f64): i32 {
  for (let looks = spins(); looks > 0; looks--) {
    if (peek(words) > 0 && semaphoreTryAcquire(words) === 1) return 1
    pause()
  }
  beginWait(me, words, deadline)
  add(words + WAITERS, 1)
  while (semaphoreTryAcquire(words) === 0) {
    const stopped = isStopped()
    if (!stopped && sleep(words, 0, deadline) === 1) continue
    add(words + WAITERS, -1)
    endWait(me)
    if (stopped) refuse(STOPPED, words, me)
    return 0
  }
  add(words + WAITERS, -1)
  endWait(me)
  return 1
}
