import { add, load, nowMillis, peek, store, wait, waitBegan, waitEnded } from './door.ts'
import { DEADLOCK_VICTIM, STOPPED } from './refusals.ts'

/**
 * How a worker waits: it says for what, sleeps, looks again. The words are declared in `../waiting.ts`; they lie at the
 * same addresses in every region, so that compiled code finds them without being told.
 */
export const STOP_WORD: i32 = 128
const SPINS_WORD: i32 = 256
export const WORKERS_WORD: i32 = 260
/** The doors look at it; the steps of the primitives do not. */
export const RECORDING_WORD: i32 = 264
export const RECORDS: i32 = 384
export const RECORD_BYTES: i32 = 128
/** Offsets in a worker's record. */
export const WAITING_FOR: i32 = 0
export const WAIT_EPOCH: i32 = 4
export const PARK: i32 = 8
export const TICKET: i32 = 12
/** What a receive took, beside the code that it returns. */
export const RECEIVED: i32 = 16
/** The epoch of the wait that is to end as the victim of a deadlock: the mark fits no other wait. */
const VICTIM: i32 = 20

/** In `waitingFor`, beside the address: the wait has a time limit, so that it is never part of a deadlock. */
export const TIMED: i32 = 1
/** In `waitingFor`, beside the address: the word counts notifications, so that one more, for all, does no harm. */
export const SEQUENCE: i32 = 2
/** The address without them. */
export const ADDRESS_BITS: i32 = ~3

export const FOREVER: f64 = Infinity

/** @param me a worker as lock words name it, `(index + 1) << 1` */
export function recordOf(me: i32): i32 {
  return RECORDS + ((me >> 1) - 1) * RECORD_BYTES
}

/** Looks that a worker takes before it sleeps. */
export function spins(): i32 {
  return peek(SPINS_WORD)
}

/**
 * Says that a wait for `word` begins. The order is what the deadlock rule rests on: first what is awaited, then, by an
 * odd epoch, that the wait stands. One epoch value is one wait for one word.
 */
export function beginWait(me: i32, word: i32, deadline: f64): void {
  const record = recordOf(me)
  store(record + WAITING_FOR, deadline === FOREVER ? word : word | TIMED)
  add(record + WAIT_EPOCH, 1)
  waitBegan(word, deadline)
}

/** The reverse, in reverse order. Called by a worker that has got what it waited for, or has given up. */
export function endWait(me: i32): void {
  const record = recordOf(me)
  waitEnded()
  add(record + WAIT_EPOCH, 1)
  store(record + WAITING_FOR, 0)
}

/** When a wait of `millis` from now is over, on the clock of `nowMillis`. */
export function deadlineAfter(millis: f64): f64 {
  return millis === FOREVER ? FOREVER : nowMillis() + millis
}

/**
 * Sleeps while the word at `address` holds `expected`, until woken or until the deadline. Callers look again afterwards,
 * whatever woke them: after a time-out, too, so that a grant that came with it is not lost.
 * @returns 0 when the deadline had passed before, so that the caller, who has just looked, gives up; else 1
 */
export function sleep(address: i32, expected: i32, deadline: f64): i32 {
  if (deadline === FOREVER) {
    wait(address, expected, FOREVER)
    return 1
  }
  const left: f64 = deadline - nowMillis()
  if (left <= 0) return 0
  wait(address, expected, left)
  return 1
}

/**
 * Why a wait for a lock is to end before its time, looked at before every sleep. A mark that comes after the look is
 * seen at the next one: the host wakes the worker until its wait has ended.
 * @returns a refusal, or 0
 */
export function endingOf(me: i32): i32 {
  if (isStopped()) return STOPPED
  const record = recordOf(me)
  return peek(record + VICTIM) === peek(record + WAIT_EPOCH) ? DEADLOCK_VICTIM : 0
}

/** Whether the trial is being stopped; looked at before every sleep. */
export function isStopped(): boolean {
  return load(STOP_WORD) !== 0
}
