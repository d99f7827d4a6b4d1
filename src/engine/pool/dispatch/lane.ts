import { invariant } from '../../../base/assert.ts'
import { Word } from '../../memory/cells.ts'
import { block, i32, layout, perWorker, type Bound } from '../../memory/layout.ts'

/**
 * The shared words of a warm dispatch: a lane for each worker, and one bell for the host.
 *
 * A lane is a ring of slots. Task number n stands in slot n modulo {@link SLOT_COUNT}. Numbers wrap around at 2^31 and are
 * only ever compared for equality and subtracted, so that they may.
 *
 * | word | state | meaning | who may leave it, and how |
 * | --- | --- | --- | --- |
 * | `parked` | 0 | the worker looks for work by itself, or was told that there is some | the worker, before it sleeps: 1 |
 * | | 1 | the worker sleeps, or is about to | the host: 0, then notify. The worker, when it finds work after all: 0 |
 * | `bell` | 0 | the host looks by itself, or was told | the host, before it sleeps: 1 |
 * | | 1 | the host waits, or is about to | one worker: 0, then notify. The host, when it finds results after all: 0 |
 *
 * | `claims` | 0 | in the ring, not begun | the worker: 1, when it begins. The host: 2, to take it back |
 * | | 1 | it runs | the host: 3 |
 * | | 2 | taken back: it never runs | the host, with the slot's next task: 0 |
 * | | 3 | it runs, and is to end early | the host, with the slot's next task: 0 |
 *
 * Claims belong to executors' tasks; the lab's own short tasks are never taken back and do not look at them.
 *
 * The flag and the word that is slept on are one, so the wait itself compares it: whoever takes the 1 away before the
 * other sleeps has thereby kept it awake. And nobody notifies where nobody sleeps: a notify takes 44 to 74 ns and a lock
 * that the whole process shares.
 */

/** Tasks that a lane holds. A power of two; more would queue behind a long task for longer. */
export const SLOT_COUNT = 64

/** The slot of a task number. */
export const SLOT_MASK = SLOT_COUNT - 1

/** As much of what a task threw as errors show. */
const REASON_CHARS = 256

/** A flag word that somebody sleeps on, or is about to. */
export const ASLEEP = 1
/** The same word otherwise. */
export const AWAKE = 0

/** What `outcomes` says of a finished task. */
export const RETURNED = 0
export const THREW = 1
/** Its result is in the mailbox. */
export const POSTED = 2
/** It was taken back before it began. */
export const SKIPPED = 3

/** What `claims` says of an executor's task. */
export const CLAIM = { queued: 0, begun: 1, takenBack: 2, stopAsked: 3 } as const

/** In `kinds` of executors' tasks, beside the task's place in the list: its arguments are in the mailbox. */
const BY_MESSAGE = 1 << 20
/** Else they are so many numbers in the slot: the count stands from this bit on. */
const ARITY_SHIFT = 16
const TASK_MASK = (1 << ARITY_SHIFT) - 1
/** Arguments that fit into a slot. */
export const MOST_NUMBERS = 2

/** The kind of an executor's task; without arguments of its own they go by message. */
export function kindOf(task: number, numbers: readonly number[] | null): number {
  return numbers === null ? task | BY_MESSAGE : task | (numbers.length << ARITY_SHIFT)
}

/** Parts of a kind of an executor's task. */
export function kindParts(kind: number): {
  readonly task: number
  readonly arity: number
  readonly byMessage: boolean
} {
  return { task: kind & TASK_MASK, arity: (kind >> ARITY_SHIFT) & 3, byMessage: (kind & BY_MESSAGE) !== 0 }
}

/** Numbers in a slot: two arguments, the result, and when an executor's task began and ended. */
const SLOT_NUMBERS = 5

const laneLayout = layout('dispatch-lane', {
  // The host's line: to submit a task it touches this line and the slot's, and both are its own until the worker looks.
  submitted: i32({
    writers: 'the host',
    access: 'atomic',
    unit: 'tasks',
    doc: 'how many were put into the ring so far',
  }),
  over: i32({ writers: 'the host', access: 'atomic', doc: '1 = the worker goes home after the task it runs' }),
  parked: i32({
    writers: 'the host and the worker',
    access: 'atomic',
    doc: 'what the worker sleeps on; 1 = it does, or is about to',
  }),
  finished: i32({
    writers: 'the worker; the host, when the worker has died',
    access: 'atomic',
    unit: 'tasks',
    ownLine: true,
    doc: 'how many are done with; results up to here may be read',
  }),
  kinds: block(SLOT_COUNT, {
    writers: 'the host',
    access: 'under submitted',
    doc: 'per slot: which task, by its place in the list of tasks; for executors also where its arguments are',
  }),
  claims: block(SLOT_COUNT, {
    writers: 'the host and the worker',
    access: 'atomic',
    doc: 'per slot of an executor: 0 = not begun, 1 = begun, 2 = taken back, 3 = begun and to end early',
  }),
  outcomes: block(SLOT_COUNT, {
    writers: 'the worker',
    access: 'under finished',
    doc: 'per slot: 0 = it returned a number, 1 = it threw, 2 = it returned something else, 3 = it was taken back',
  }),
  numbers: block(SLOT_COUNT * SLOT_NUMBERS * 2, {
    writers: 'the host: arguments; the worker: result and times',
    access: 'under submitted and finished',
    doc: 'per slot: five f64 in two i32 each: first argument, second argument, result, clock at begin and end in ns',
  }),
  reasons: block(SLOT_COUNT * (REASON_CHARS / 2), {
    writers: 'the worker',
    access: 'under finished',
    doc: 'per slot: what the task threw, in UTF-16, two units in an i32, ended by a 0',
  }),
})

const dispatchFields = {
  bell: i32({
    writers: 'the host and every worker',
    access: 'atomic',
    ownLine: true,
    doc: 'what the host waits on; 1 = it does, or is about to',
  }),
  lanes: perWorker(laneLayout),
}

/** All that the region of a dispatch holds. */
const dispatchLayout = layout('dispatch', dispatchFields)

/** Bytes of shared memory that a dispatch needs. */
export const DISPATCH_BYTES = dispatchLayout.byteLength

/** For the memory map. */
export const dispatchMap = { layout: dispatchLayout, offset: 0 }

/** Host and worker compare it before any word is touched: the same words, and the same tasks in the same order. */
export function dispatchHash(tasks: readonly string[]): string {
  return `${dispatchLayout.hash}-${tasks.join('+')}`
}

export type DispatchWords = Bound<typeof dispatchFields>

export function bindDispatch(buffer: SharedArrayBuffer): DispatchWords {
  return dispatchLayout.bind(buffer, 0)
}

/** Where a slot's first argument lies in {@link Slots.numbers}; the second argument, the result and the two times follow. */
export function firstNumberOf(slot: number): number {
  return slot * SLOT_NUMBERS
}

type LaneWords = Bound<typeof laneLayout.fields>

/** The ring of a lane: plain memory, ordered by `submitted` for the worker and by `finished` for the host. */
export class Slots {
  readonly kinds: Int32Array<SharedArrayBuffer>
  readonly outcomes: Int32Array<SharedArrayBuffer>
  readonly numbers: Float64Array<SharedArrayBuffer>
  readonly #reasons: Uint16Array<SharedArrayBuffer>
  readonly #claims: LaneWords['claims']
  #claimWords: readonly Word[] | null = null

  constructor({ kinds, outcomes, numbers, reasons, claims }: LaneWords) {
    const { buffer } = kinds.items
    this.kinds = kinds.items
    this.#claims = claims
    this.outcomes = outcomes.items
    // The one place where declared i32s are looked at as something else.
    this.numbers = new Float64Array(buffer, numbers.address, numbers.items.length / 2)
    this.#reasons = new Uint16Array(buffer, reasons.address, reasons.items.length * 2)
  }

  /** Whether the task of an executor has begun, and whether it still should. */
  claimOf(slot: number): Word {
    const { items, address } = this.#claims
    this.#claimWords ??= Array.from(
      items,
      (_, place) => new Word(items.buffer, address + place * items.BYTES_PER_ELEMENT),
    )
    const word = this.#claimWords[slot]
    invariant(word, 'every slot has a claim')
    return word
  }

  /** Worker side: what the slot's task threw. */
  writeReason(slot: number, reason: string): void {
    const first = slot * REASON_CHARS
    const length = Math.min(reason.length, REASON_CHARS - 1)
    for (let at = 0; at < length; at++) this.#reasons[first + at] = reason.charCodeAt(at)
    this.#reasons[first + length] = 0
  }

  /** Host side. */
  readReason(slot: number): string {
    const own = this.#reasons.subarray(slot * REASON_CHARS, (slot + 1) * REASON_CHARS)
    return String.fromCharCode(...own.subarray(0, own.indexOf(0)))
  }
}
