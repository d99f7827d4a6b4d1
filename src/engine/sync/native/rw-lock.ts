import { FREE, HOLDER_BITS, POISON_BIT, WAITERS_BIT } from '../../../base/lock-word.ts'
import { compareExchange, EVERYBODY, exchange, load, notify, peek, refuse, store } from './door.ts'
import { fairAcquireSlow, fairRelease, fairTryAcquire } from './fair-mutex.ts'
import { acquireSlow, mutexMarkConsistent, mutexRelease, releaseSlow } from './mutex.ts'
import { ABANDONED, NOT_HOLDER, RELOCK } from './refusals.ts'
import { beginWait, deadlineAfter, endingOf, endWait, FOREVER, isStopped, sleep, WORKERS_WORD } from './waiting.ts'

/** The readers-writer lock's steps; `../rw-lock.ts` has its tables. `words` is the address of its gate. */
const WRITERS: i32 = 128
const PREFERENCE: i32 = 256
const READING: i32 = 384
const SLOT_BYTES: i32 = 128

export const PREFERS_WRITERS: i32 = 0
export const PREFERS_READERS: i32 = 1
export const FAIR: i32 = 2

/** A reader's slot. */
const READS: i32 = 1
const AWAITED: i32 = 2

export function rwAcquireRead(words: i32, me: i32): void {
  acquireRead(words, me, FOREVER)
}

/** @returns 1 when acquired, 0 when `millis` had passed */
export function rwAcquireReadFor(words: i32, me: i32, millis: f64): i32 {
  return acquireRead(words, me, deadlineAfter(millis))
}

/** @returns 1 when acquired, 0 when a writer is or may soon be inside */
export function rwTryAcquireRead(words: i32, me: i32): i32 {
  refuseIfHeld(words, me)
  if (peek(words + PREFERENCE) === FAIR) {
    if (fairTryAcquire(words, me) === 0) return 0
    store(slotOf(words, me), READS)
    fairRelease(words, me)
    return 1
  }
  return enter(words, me)
}

export function rwReleaseRead(words: i32, me: i32): void {
  if (peek(slotOf(words, me)) === 0) {
    if (!isStopped()) refuse(NOT_HOLDER, words, me)
    return
  }
  leave(slotOf(words, me))
}

export function rwAcquireWrite(words: i32, me: i32): void {
  acquireWrite(words, me, FOREVER, false)
}

/** @returns 1 when acquired, 0 when `millis` had passed */
export function rwAcquireWriteFor(words: i32, me: i32, millis: f64): i32 {
  return acquireWrite(words, me, deadlineAfter(millis), false)
}

/** Acquires an abandoned lock as well. @returns 1 when a writer died and nobody has marked the lock consistent since */
export function rwAcquireWriteRobust(words: i32, me: i32): i32 {
  acquireWrite(words, me, FOREVER, true)
  return (peek(words) & POISON_BIT) !== 0 ? 1 : 0
}

/** @returns 1 when acquired, 0 when somebody else is inside */
export function rwTryAcquireWrite(words: i32, me: i32): i32 {
  refuseIfHeld(words, me)
  if (peek(words + PREFERENCE) === PREFERS_READERS && tryEnterWriters(words + WRITERS, me) === 0) return 0
  const gate = compareExchange(words, FREE, me)
  if (gate === FREE && firstReader(words) === 0) return 1
  if (gate === FREE) releaseGate(words, me)
  if (peek(words + PREFERENCE) === PREFERS_READERS) mutexRelease(words + WRITERS, me)
  if ((gate & HOLDER_BITS) === 0 && (gate & POISON_BIT) !== 0) refuse(ABANDONED, words, me)
  return 0
}

export function rwReleaseWrite(words: i32, me: i32): void {
  if ((peek(words) & HOLDER_BITS) !== me) {
    if (!isStopped()) refuse(NOT_HOLDER, words, me)
    return
  }
  releaseGate(words, me)
  if (peek(words + PREFERENCE) === PREFERS_READERS) mutexRelease(words + WRITERS, me)
}

/** Says that what the lock guards is in order again after a writer's death. */
export function rwMarkConsistent(words: i32, me: i32): void {
  mutexMarkConsistent(words, me)
}

/** Takes the gate, which is a fair mutex or a normal one. */
function lock(gate: i32, me: i32, deadline: f64, robust: boolean): i32 {
  if (compareExchange(gate, FREE, me) === FREE) return 1
  if (peek(gate + PREFERENCE) === FAIR) return fairAcquireSlow(gate, me, deadline, robust)
  return acquireSlow(gate, me, deadline, robust)
}

function slotOf(words: i32, me: i32): i32 {
  return words + READING + ((me >> 1) - 1) * SLOT_BYTES
}

function refuseIfHeld(words: i32, me: i32): void {
  if (peek(slotOf(words, me)) !== 0 || (load(words) & HOLDER_BITS) === me) refuse(RELOCK, words, me)
}

function acquireRead(words: i32, me: i32, deadline: f64): i32 {
  refuseIfHeld(words, me)
  if (peek(words + PREFERENCE) === FAIR) {
    if (lock(words, me, deadline, false) === 0) return 0
    store(slotOf(words, me), READS)
    fairRelease(words, me)
    return 1
  }
  while (enter(words, me) === 0) {
    if (awaitGate(words, me, deadline) === 0) return 0
  }
  return 1
}

/**
 * The reader says that it reads and then looks at the gate; a writer closes the gate and then looks at the readers.
 * Whoever comes second sees the other.
 */
function enter(words: i32, me: i32): i32 {
  const slot = slotOf(words, me)
  store(slot, READS)
  const gate = load(words)
  if ((gate & (HOLDER_BITS | POISON_BIT)) === 0) return 1
  leave(slot)
  if ((gate & HOLDER_BITS) === 0) refuse(ABANDONED, words, me)
  return 0
}

function leave(slot: i32): void {
  if (exchange(slot, 0) === AWAITED) notify(slot, EVERYBODY)
}

/** @returns 1 once no writer holds the gate, 0 when the deadline has passed */
function awaitGate(words: i32, me: i32, deadline: f64): i32 {
  beginWait(me, words, deadline)
  while (true) {
    const found = load(words)
    if ((found & HOLDER_BITS) === 0) break
    const marked = found | WAITERS_BIT
    if (found !== marked && compareExchange(words, found, marked) !== found) continue
    const ending = endingOf(me)
    if (ending === 0 && sleep(words, marked, deadline) === 1) continue
    endWait(me)
    if (ending !== 0) refuse(ending, words, me)
    return 0
  }
  endWait(me)
  return 1
}

function acquireWrite(words: i32, me: i32, deadline: f64, robust: boolean): i32 {
  refuseIfHeld(words, me)
  if (peek(words + PREFERENCE) === PREFERS_READERS) return acquireAfterReaders(words, me, deadline, robust)
  if (lock(words, me, deadline, robust) === 0) return 0
  for (let reader = firstReader(words); reader !== 0; reader = firstReader(words)) {
    const left = awaitReader(reader, me, deadline)
    if (left === 1) continue
    releaseGate(words, me)
    if (left < 0) refuse(-left, words, me)
    return 0
  }
  return 1
}

/** Closes the gate only at moments when nobody reads; readers that come meanwhile go first. */
function acquireAfterReaders(words: i32, me: i32, deadline: f64, robust: boolean): i32 {
  const writers = words + WRITERS
  if (enterWriters(writers, me, deadline) === 0) return 0
  while (true) {
    const found = load(words)
    if ((found & POISON_BIT) !== 0 && !robust) {
      mutexRelease(writers, me)
      refuse(ABANDONED, words, me)
      return 0
    }
    if (compareExchange(words, found, found | me) !== found) continue
    const reader = firstReader(words)
    if (reader === 0) return 1
    releaseGate(words, me)
    const left = awaitReader(reader, me, deadline)
    if (left === 1) continue
    mutexRelease(writers, me)
    if (left < 0) refuse(-left, words, me)
    return 0
  }
}

/**
 * The mutex among writers guards nothing but their turn: whose holder died outside the gate has left nothing half done. So
 * it is acquired abandoned or not, and what was abandoned is said by the gate alone.
 */
function enterWriters(writers: i32, me: i32, deadline: f64): i32 {
  if (compareExchange(writers, FREE, me) === FREE) return 1
  if (acquireSlow(writers, me, deadline, true) === 0) return 0
  if ((peek(writers) & POISON_BIT) !== 0) mutexMarkConsistent(writers, me)
  return 1
}

/** The same, without waiting. */
function tryEnterWriters(writers: i32, me: i32): i32 {
  while (true) {
    const found = load(writers)
    if ((found & HOLDER_BITS) !== 0) return 0
    if (compareExchange(writers, found, (found & ~POISON_BIT) | me) === found) return 1
  }
}

/** @returns the slot of somebody who reads, or 0 */
function firstReader(words: i32): i32 {
  const end = words + READING + peek(WORKERS_WORD) * SLOT_BYTES
  for (let slot = words + READING; slot < end; slot += SLOT_BYTES) {
    if (load(slot) !== 0) return slot
  }
  return 0
}

/** @returns 1 once that reader has left, 0 when the deadline has passed, minus a refusal when the wait is to end */
function awaitReader(slot: i32, me: i32, deadline: f64): i32 {
  beginWait(me, slot, deadline)
  let left = 1
  while (true) {
    const found = load(slot)
    if (found === 0) break
    if (found !== AWAITED && compareExchange(slot, READS, AWAITED) !== READS) continue
    const ending = endingOf(me)
    if (ending === 0 && sleep(slot, AWAITED, deadline) === 1) continue
    left = -ending
    break
  }
  endWait(me)
  return left
}

/** Readers and writers sleep on the same word, and all readers may go in: so all are woken. */
function releaseGate(words: i32, me: i32): void {
  if (peek(words + PREFERENCE) === FAIR) fairRelease(words, me)
  else if (compareExchange(words, me, FREE) !== me) releaseSlow(words, me, EVERYBODY)
}
