import { add, compareExchange, EVERYBODY, load, notify, peek, refuse, store } from './door.ts'
import { BARRIER_BROKEN, STOPPED } from './refusals.ts'
import { beginWait, deadlineAfter, endWait, FOREVER, isStopped, sleep } from './waiting.ts'

/** The barrier's steps; `../barrier.ts` has its table. `words` is the address of its generation. */
const ARRIVED: i32 = 4
const PARTIES: i32 = 8

const BROKEN: i32 = 1
const NEXT_GENERATION: i32 = 2

/** @returns 1 for the party that came last, 0 for the others */
export function barrierWait(words: i32, me: i32): i32 {
  return waitUntil(words, me, FOREVER)
}

/** Breaks the barrier when `millis` pass: the others wait for a party that will not come. */
export function barrierWaitFor(words: i32, me: i32, millis: f64): i32 {
  return waitUntil(words, me, deadlineAfter(millis))
}

export function barrierBreak(words: i32): void {
  while (true) {
    const found = load(words)
    if ((found & BROKEN) !== 0) return
    if (compareExchange(words, found, found | BROKEN) === found) break
  }
  notify(words, EVERYBODY)
}

function waitUntil(words: i32, me: i32, deadline: f64): i32 {
  const generation = load(words)
  if ((generation & BROKEN) !== 0) {
    refuse(BARRIER_BROKEN, words, me)
    return 0
  }
  if (add(words + ARRIVED, 1) + 1 === peek(words + PARTIES)) {
    // Nobody arrives between these two: all parties are here, and none leaves before the generation changes.
    store(words + ARRIVED, 0)
    if (compareExchange(words, generation, (generation + NEXT_GENERATION) | 0) === generation) {
      notify(words, EVERYBODY)
      return 1
    }
    refuse(BARRIER_BROKEN, words, me)
    return 0
  }
  beginWait(me, words, deadline)
  while (load(words) === generation) {
    const stopped = isStopped()
    if (!stopped && sleep(words, generation, deadline) === 1) continue
    // In one step with seeing that nobody has passed: a barrier that just opened is not broken by who comes too late.
    if (compareExchange(words, generation, generation | BROKEN) !== generation) continue
    notify(words, EVERYBODY)
    endWait(me)
    refuse(stopped ? STOPPED : BARRIER_BROKEN, words, me)
    return 0
  }
  endWait(me)
  // Broken in this very generation; a later one is no concern of a party that has passed.
  if (load(words) === (generation | BROKEN)) refuse(BARRIER_BROKEN, words, me)
  return 0
}
