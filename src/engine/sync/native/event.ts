import { add, compareExchange, EVERYBODY, load, notify, peek, refuse } from './door.ts'
import { STOPPED } from './refusals.ts'
import { beginWait, deadlineAfter, endWait, FOREVER, isStopped, sleep } from './waiting.ts'

/** The event's steps; `../event.ts` has its tables. `words` is the address of its state. */
const WAITERS: i32 = 4
const AUTO_RESET: i32 = 8

export function eventSet(words: i32): void {
  const autoReset = peek(words + AUTO_RESET) !== 0
  while (true) {
    const found = load(words)
    if ((found & 1) !== 0) return
    if (compareExchange(words, found, (found + 1) | 0) === found) break
  }
  // A waiter counts itself and then looks at the state; this worker changes it and then looks at the count.
  if (load(words + WAITERS) > 0) notify(words, autoReset ? 1 : EVERYBODY)
}

export function eventReset(words: i32): void {
  while (true) {
    const found = load(words)
    if ((found & 1) === 0 || compareExchange(words, found, (found + 1) | 0) === found) return
  }
}

export function eventIsSet(words: i32): i32 {
  return load(words) & 1
}

export function eventWait(words: i32, me: i32): void {
  waitUntil(words, me, FOREVER)
}

/** @returns 1 when the event was set, 0 when `millis` had passed */
export function eventWaitFor(words: i32, me: i32, millis: f64): i32 {
  return waitUntil(words, me, deadlineAfter(millis))
}

function waitUntil(words: i32, me: i32, deadline: f64): i32 {
  const first = load(words)
  if (passes(words, first, first)) return 1
  beginWait(me, words, deadline)
  add(words + WAITERS, 1)
  while (true) {
    const found = load(words)
    if (passes(words, first, found)) break
    const stopped = isStopped()
    if (!stopped && sleep(words, found, deadline) === 1) continue
    add(words + WAITERS, -1)
    endWait(me)
    if (stopped) refuse(STOPPED, words, me)
    return 0
  }
  add(words + WAITERS, -1)
  endWait(me)
  return 1
}

/**
 * Manual reset: whoever waits passes once the event has been set, even if it was reset before the waiter looked again;
 * any change since `first` says so. Auto reset: the signal goes to the one who takes it.
 */
function passes(words: i32, first: i32, found: i32): boolean {
  if (peek(words + AUTO_RESET) === 0) return (found & 1) !== 0 || found !== first
  return (found & 1) !== 0 && compareExchange(words, found, (found + 1) | 0) === found
}
