import { load, pause, peek, poke, refuse, store, notify } from './door.ts'
import { STOPPED } from './refusals.ts'
import { beginWait, endWait, FOREVER, isStopped, RECEIVED, recordOf, sleep, spins } from './waiting.ts'

/**
 * The ring's steps; `../ring.ts` has its table. `words` is the address of the head. Head and tail count items since the
 * beginning, modulo 2^32; each has one writer.
 */
const TAIL_SEEN: i32 = 4
const TAIL: i32 = 128
const HEAD_SEEN: i32 = 132
const CONSUMER_SLEEPS: i32 = 256
const PRODUCER_SLEEPS: i32 = 384
const CAPACITY: i32 = 512
const ITEMS: i32 = 640

/** The producer's. Blocks while the ring is full. */
export function ringPush(words: i32, me: i32, item: i32): void {
  const tail = peek(words + TAIL)
  if (isFull(words, tail)) awaitSpace(words, me, tail)
  put(words, tail, item)
}

/** @returns 1 when pushed, 0 when the ring is full */
export function ringTryPush(words: i32, item: i32): i32 {
  const tail = peek(words + TAIL)
  if (isFull(words, tail)) return 0
  put(words, tail, item)
  return 1
}

/** The consumer's. Blocks while the ring is empty. @returns the item */
export function ringPop(words: i32, me: i32): i32 {
  const head = peek(words)
  if (isEmpty(words, head)) awaitItem(words, me, head)
  return take(words, head)
}

/** @returns 1 when it took an item, which lies in the worker's record; 0 when the ring is empty */
export function ringTryPop(words: i32, me: i32): i32 {
  const head = peek(words)
  if (isEmpty(words, head)) return 0
  poke(recordOf(me) + RECEIVED, take(words, head))
  return 1
}

/** The head that the producer saw last is enough while it leaves room: it can only have grown since. */
function isFull(words: i32, tail: i32): boolean {
  const capacity = peek(words + CAPACITY)
  if (((tail - peek(words + HEAD_SEEN)) | 0) < capacity) return false
  const head = load(words)
  poke(words + HEAD_SEEN, head)
  return ((tail - head) | 0) >= capacity
}

function isEmpty(words: i32, head: i32): boolean {
  if (peek(words + TAIL_SEEN) !== head) return false
  const tail = load(words + TAIL)
  poke(words + TAIL_SEEN, tail)
  return tail === head
}

function put(words: i32, tail: i32, item: i32): void {
  poke(placeOf(words, tail), item)
  // An atomic store: whoever sees the new tail sees the item.
  store(words + TAIL, (tail + 1) | 0)
  // The consumer says that it sleeps and then looks at the tail; this worker moves the tail and then looks whether it
  // sleeps. Whoever comes second sees the other.
  if (load(words + CONSUMER_SLEEPS) !== 0) notify(words + TAIL, 1)
}

function take(words: i32, head: i32): i32 {
  const item = peek(placeOf(words, head))
  store(words, (head + 1) | 0)
  if (load(words + PRODUCER_SLEEPS) !== 0) notify(words, 1)
  return item
}

/** The capacity is a power of two. */
function placeOf(words: i32, count: i32): i32 {
  return words + ITEMS + ((count & (peek(words + CAPACITY) - 1)) << 2)
}

function awaitSpace(words: i32, me: i32, tail: i32): void {
  for (let looks = spins(); looks > 0; looks--) {
    if (!isFull(words, tail)) return
    pause()
  }
  beginWait(me, words, FOREVER)
  store(words + PRODUCER_SLEEPS, 1)
  while (isFull(words, tail) && !isStopped()) sleep(words, peek(words + HEAD_SEEN), FOREVER)
  store(words + PRODUCER_SLEEPS, 0)
  endWait(me)
  if (isFull(words, tail)) refuse(STOPPED, words, me)
}

function awaitItem(words: i32, me: i32, head: i32): void {
  for (let looks = spins(); looks > 0; looks--) {
    if (!isEmpty(words, head)) return
    pause()
  }
  beginWait(me, words + TAIL, FOREVER)
  store(words + CONSUMER_SLEEPS, 1)
  while (isEmpty(words, head) && !isStopped()) sleep(words + TAIL, head, FOREVER)
  store(words + CONSUMER_SLEEPS, 0)
  endWait(me)
  if (isEmpty(words, head)) refuse(STOPPED, words, me)
}
