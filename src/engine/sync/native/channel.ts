import { peek, poke, refuse } from './door.ts'
import { conditionNotifyAll, conditionNotifyOne, conditionWaitUntil } from './condition.ts'
import { mutexAcquire, mutexRelease } from './mutex.ts'
import { ABANDONED, CLOSED } from './refusals.ts'
import { deadlineAfter, FOREVER, RECEIVED, recordOf } from './waiting.ts'

/**
 * The channel's steps; `../channel.ts` has its table. `words` is the address of its mutex. All words but the conditions
 * are read and written by the mutex's holder only, hence plainly.
 */
const NOT_EMPTY: i32 = 128
const NOT_FULL: i32 = 256
const COUNT: i32 = 384
const HEAD: i32 = 388
const CAPACITY: i32 = 392
const IS_CLOSED: i32 = 396
const ITEMS: i32 = 512

/** What a receive came to; the item itself lies in the worker's record. */
export const NOTHING_YET: i32 = 0
export const ONE_ITEM: i32 = 1
export const NO_MORE: i32 = 2

export function channelSend(words: i32, me: i32, item: i32): void {
  send(words, me, item, FOREVER)
}

/** @returns 1 when sent, 0 when `millis` had passed */
export function channelSendFor(words: i32, me: i32, item: i32, millis: f64): i32 {
  return send(words, me, item, deadlineAfter(millis))
}

/** @returns 1 when sent, 0 when the channel is full */
export function channelTrySend(words: i32, me: i32, item: i32): i32 {
  return send(words, me, item, -Infinity)
}

export function channelReceive(words: i32, me: i32): i32 {
  return receive(words, me, FOREVER)
}

export function channelReceiveFor(words: i32, me: i32, millis: f64): i32 {
  return receive(words, me, deadlineAfter(millis))
}

export function channelTryReceive(words: i32, me: i32): i32 {
  return receive(words, me, -Infinity)
}

/** No more sends; what is inside can still be received. */
export function channelClose(words: i32, me: i32): void {
  mutexAcquire(words, me)
  poke(words + IS_CLOSED, 1)
  mutexRelease(words, me)
  conditionNotifyAll(words + NOT_EMPTY)
  conditionNotifyAll(words + NOT_FULL)
}

function send(words: i32, me: i32, item: i32, deadline: f64): i32 {
  mutexAcquire(words, me)
  const capacity = peek(words + CAPACITY)
  while (peek(words + IS_CLOSED) === 0 && peek(words + COUNT) === capacity) {
    const notified = conditionWaitUntil(words + NOT_FULL, words, me, deadline)
    if (notified < 0) return abandoned(words, me)
    if (notified === 1) continue
    if (peek(words + COUNT) < capacity) break
    mutexRelease(words, me)
    return 0
  }
  if (peek(words + IS_CLOSED) !== 0) {
    mutexRelease(words, me)
    refuse(CLOSED, words, me)
    return 0
  }
  const count = peek(words + COUNT)
  let place = peek(words + HEAD) + count
  if (place >= capacity) place -= capacity
  poke(words + ITEMS + (place << 2), item)
  poke(words + COUNT, count + 1)
  mutexRelease(words, me)
  // After the release, so that the receiver that wakes does not find the mutex held. Who waits has counted itself
  // before it released the mutex, so this worker, which held it since, sees the count.
  conditionNotifyOne(words + NOT_EMPTY)
  return 1
}

function receive(words: i32, me: i32, deadline: f64): i32 {
  mutexAcquire(words, me)
  while (peek(words + COUNT) === 0) {
    if (peek(words + IS_CLOSED) !== 0) {
      mutexRelease(words, me)
      return NO_MORE
    }
    const notified = conditionWaitUntil(words + NOT_EMPTY, words, me, deadline)
    if (notified < 0) return abandoned(words, me)
    if (notified === 1) continue
    if (peek(words + COUNT) > 0 || peek(words + IS_CLOSED) !== 0) continue
    mutexRelease(words, me)
    return NOTHING_YET
  }
  const head = peek(words + HEAD)
  poke(recordOf(me) + RECEIVED, peek(words + ITEMS + (head << 2)))
  poke(words + HEAD, head + 1 === peek(words + CAPACITY) ? 0 : head + 1)
  poke(words + COUNT, peek(words + COUNT) - 1)
  mutexRelease(words, me)
  conditionNotifyOne(words + NOT_FULL)
  return ONE_ITEM
}

/** Releases the mutex, so that the others hear of it, too. */
function abandoned(words: i32, me: i32): i32 {
  mutexRelease(words, me)
  refuse(ABANDONED, words, me)
  return 0
}
