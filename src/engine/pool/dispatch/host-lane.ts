import { LabError } from '../../../base/errors.ts'
import * as atomics from '../../memory/atomics.ts'
import { ASLEEP, AWAKE, firstNumberOf, SLOT_COUNT, SLOT_MASK, Slots, THREW, type DispatchWords } from './lane.ts'

/** A task that somebody waits for. */
export interface PendingTask {
  readonly name: string
  readonly kind: number
  readonly a: number
  readonly b: number
  readonly resolve: (result: number) => void
  readonly reject: (error: LabError) => void
}

type LaneWords = ReturnType<DispatchWords['lanes']['of']>

/** The host's end of a lane; `serve-tasks.ts` is the other one. Only the host's thread touches it, and it never blocks. */
export class HostLane {
  readonly #words: LaneWords
  readonly #slots: Slots
  readonly #pending: (PendingTask | undefined)[]
  /** The host is the only one to write `submitted`; this is the same number. */
  #submitted: number
  /** Up to here results were passed on. */
  #heard: number
  #isOpen = false
  #submittedBefore = 0

  constructor(words: LaneWords) {
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
    return this.#isOpen && this.unfinished < SLOT_COUNT
  }

  /** Puts a task into the ring, which must take more, and wakes the worker if it sleeps. */
  push(task: PendingTask): void {
    const slot = this.#submitted & SLOT_MASK
    const { kinds, numbers } = this.#slots
    const first = firstNumberOf(slot)
    kinds[slot] = task.kind
    numbers[first] = task.a
    numbers[first + 1] = task.b
    this.#pending[slot] = task
    this.#submitted = (this.#submitted + 1) | 0
    // After the slot, which the worker reads once it sees this; before the look at `parked`, see parkForWork.
    this.#words.submitted.store(this.#submitted)
    this.#wake()
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
      if (this.#slots.outcomes[slot] === THREW) {
        const reason = this.#slots.readReason(slot)
        task?.reject(new LabError('WORKER_FAILED', `task ${task.name} threw ${reason}`))
      } else {
        task?.resolve(this.#slots.numbers[firstNumberOf(slot) + 2] ?? 0)
      }
    }
    return count
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
