import { describeThrown, LabError } from '../../../base/errors.ts'
import * as atomics from '../../memory/atomics.ts'
import type { Mailbox } from '../../ports.ts'
import {
  ASLEEP,
  AWAKE,
  CLAIM,
  firstNumberOf,
  POSTED,
  RETURNED,
  SLOT_COUNT,
  SLOT_MASK,
  Slots,
  THREW,
  type DispatchWords,
} from './lane.ts'

/** A task that somebody waits for. */
export interface PendingTask {
  readonly name: string
  readonly kind: number
  readonly a: number
  readonly b: number
  /** Its arguments, where they are not just numbers. */
  readonly cargo?: Cargo | undefined
  readonly resolve: (result: number) => void
  readonly reject: (error: LabError) => void
  /** An executor's: it returned something that is no number. */
  readonly receive?: (result: unknown) => void
  /** An executor's: where and when it ran, before it is settled. */
  readonly ran?: (place: number, startedNanos: number, endedNanos: number) => void
}

/** What goes through the mailbox beside a slot of the ring. */
export interface Cargo {
  readonly args: readonly unknown[]
  readonly transfer: readonly unknown[]
}

type LaneWords = ReturnType<DispatchWords['lanes']['of']>

/** The host's end of a lane; `serve-tasks.ts` is the other one. Only the host's thread touches it, and it never blocks. */
export class HostLane {
  readonly #words: LaneWords
  readonly #place: number
  readonly #slots: Slots
  readonly #pending: (PendingTask | undefined)[]
  /** The host is the only one to write `submitted`; this is the same number. */
  #submitted: number
  /** Up to here results were passed on. */
  #heard: number
  #isOpen = false
  /** Where values go that are no numbers; each worker has its own. */
  mailbox: Mailbox | null = null
  /** Tasks that it takes at a time, at most {@link SLOT_COUNT}. */
  depth = SLOT_COUNT
  #submittedBefore = 0

  constructor(words: LaneWords, place = 0) {
    this.#place = place
    this.#words = words
    this.#slots = new Slots(words)
    this.#pending = Array.from({ length: SLOT_COUNT })
    this.#submitted = words.submitted.load()
    this.#heard = this.#submitted
  }

  /** Whether a worker serves it. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Whether the present worker has been given a task. */
  get wasUsed(): boolean {
    return this.#submitted !== this.#submittedBefore
  }

  /** Tasks in the ring. */
  get unfinished(): number {
    return (this.#submitted - this.#heard) | 0
  }

  get takesMore(): boolean {
    return this.#isOpen && this.unfinished < this.depth
  }

  /**
   * Puts a task into the ring, which must take more, and wakes the worker if it sleeps.
   * @returns false when its arguments cannot cross over: it was rejected
   */
  push(task: PendingTask): boolean {
    if (task.cargo !== undefined && !this.#send(task, task.cargo)) return false
    const slot = this.#submitted & SLOT_MASK
    const { kinds, numbers } = this.#slots
    const first = firstNumberOf(slot)
    kinds[slot] = task.kind
    numbers[first] = task.a
    numbers[first + 1] = task.b
    this.#pending[slot] = task
    if (task.ran !== undefined) this.#slots.claimOf(slot).store(CLAIM.queued)
    this.#submitted = (this.#submitted + 1) | 0
    // After the slot, which the worker reads once it sees this; before the look at `parked`, see parkForWork.
    this.#words.submitted.store(this.#submitted)
    this.#wake()
    return true
  }

  /**
   * Passes finished tasks' results on.
   * @returns how many
   */
  settle(): number {
    // Also when a closed lane's tasks were rejected: what its worker still finishes is nobody's.
    if (this.unfinished === 0) return 0
    const until = this.#words.finished.load()
    const count = (until - this.#heard) | 0
    for (let left = count; left > 0; left--) {
      const slot = this.#heard & SLOT_MASK
      const task = this.#take(slot)
      if (task === undefined) this.#dropUnclaimed(slot)
      else this.#pass(task, slot)
    }
    return count
  }

  #pass(task: PendingTask, slot: number): void {
    const { numbers, outcomes } = this.#slots
    const first = firstNumberOf(slot)
    task.ran?.(this.#place, numbers[first + 3] ?? 0, numbers[first + 4] ?? 0)
    const outcome = outcomes[slot]
    if (outcome === RETURNED) task.resolve(numbers[first + 2] ?? 0)
    else if (outcome === POSTED) this.#receive(task)
    else if (outcome === THREW) {
      task.reject(new LabError('WORKER_FAILED', `task ${task.name} threw ${this.#slots.readReason(slot)}`))
    }
  }

  /** The message was posted before the slot said so; it is missing only if its worker has died meanwhile. */
  #receive(task: PendingTask): void {
    const received = this.mailbox?.receive()
    if (received !== undefined && task.receive !== undefined) task.receive(received.message)
    else task.reject(new LabError('WORKER_DIED', `the result of task ${task.name} is gone with its worker`))
  }

  /** A result that nobody waits for any more. */
  #dropUnclaimed(slot: number): void {
    if (this.#slots.outcomes[slot] === POSTED) this.mailbox?.receive()
  }

  #send(task: PendingTask, { args, transfer }: Cargo): boolean {
    try {
      this.mailbox?.post(args, transfer)
      return true
    } catch (thrown) {
      task.reject(cannotCross(task.name, thrown))
      return false
    }
  }

  /**
   * Takes a task back that has not begun; its slot stays in the ring until the worker has passed it.
   * @returns whether it was here and had not begun
   */
  takeBack(task: PendingTask): boolean {
    const slot = this.#pending.indexOf(task)
    if (slot < 0 || !this.#claim(slot, CLAIM.queued, CLAIM.takenBack)) return false
    this.#pending[slot] = undefined
    return true
  }

  /** Takes back the task that would begin last; none whose arguments have already crossed over. */
  takeBackLast(): PendingTask | undefined {
    for (let back = 1; back <= this.unfinished; back++) {
      const task = this.#pending[(this.#submitted - back) & SLOT_MASK]
      // Those that were taken back before have left their slots behind.
      if (task !== undefined) return task.cargo === undefined && this.takeBack(task) ? task : undefined
    }
    return undefined
  }

  /** Asks a task that runs to end early. */
  askToStop(task: PendingTask): void {
    const slot = this.#pending.indexOf(task)
    if (slot >= 0 && this.#claim(slot, CLAIM.begun, CLAIM.stopAsked)) {
      atomics.notify(this.#slots.claimOf(slot).cell)
    }
  }

  /** Whether the task is here and its worker has begun it. */
  hasBegun(task: PendingTask): boolean {
    const slot = this.#pending.indexOf(task)
    return slot >= 0 && this.#slots.claimOf(slot).load() !== CLAIM.queued
  }

  #claim(slot: number, from: number, to: number): boolean {
    return atomics.compareExchange(this.#slots.claimOf(slot).cell, from, to) === from
  }

  /**
   * Rejects whatever is in the ring; a worker may still be at it.
   * @returns how many
   */
  rejectAll(error: LabError): number {
    const count = this.unfinished
    while (this.#heard !== this.#submitted) this.#take(this.#heard & SLOT_MASK)?.reject(error)
    return count
  }

  /** A worker serves the lane from now on. */
  open(): void {
    this.#isOpen = true
    this.#submittedBefore = this.#submitted
  }

  /** Nobody serves it any more. */
  close(): void {
    this.#isOpen = false
  }

  /** Makes the ring empty for another worker; the one before is gone, so that its words are the host's to write. */
  reset(): void {
    this.#words.finished.store(this.#submitted)
    this.#words.parked.store(AWAKE)
  }

  /** Sends the worker home after the task that it is at. */
  end(): void {
    this.#words.over.store(1)
    this.#wake()
  }

  #take(slot: number): PendingTask | undefined {
    const task = this.#pending[slot]
    this.#pending[slot] = undefined
    this.#heard = (this.#heard + 1) | 0
    return task
  }

  /** The worker may have meant to sleep only: then the wait compares and finds the word changed. */
  #wake(): void {
    const { parked } = this.#words
    if (parked.load() !== ASLEEP) return
    parked.store(AWAKE)
    atomics.notify(parked.cell, 1)
  }
}

/** What was to cross over and cannot. */
export function cannotCross(task: string, thrown: unknown): LabError {
  return new LabError('BAD_VALUE', `the arguments of task ${task} cannot be copied: ${describeThrown(thrown)}`, {
    allowed: 'what a structured clone can copy: no functions, symbols or weak maps',
  })
}
