import { describeThrown, LabError } from '../../../base/errors.ts'
import { unpacked } from '../../../base/unpacked.ts'
import type { TaskPlace } from '../../experiments/kit/task.ts'
import * as atomics from '../../memory/atomics.ts'
import type { Mailbox } from '../../ports.ts'
import {
  CLAIM,
  firstNumberOf,
  kindParts,
  POSTED,
  RETURNED,
  SKIPPED,
  SLOT_MASK,
  Slots,
  THREW,
  type DispatchWords,
} from './lane.ts'
import { Patience } from './patience.ts'
import { LEAST_SPINS, MOST_SPINS, parkForWork, ringBell, spinForWork } from './serve-tasks.ts'

/** Everything in this file runs inside a worker of an executor; `host-lane.ts` is the other end of the lane. */

/** Runs a task with arguments. */
export type RunTask = (index: number, args: readonly unknown[]) => unknown

/** The worker's end of an executor's lane. */
export class ExecutorLane {
  readonly #words: DispatchWords
  readonly #lane: number
  readonly #slots: Slots
  readonly #mailbox: Mailbox
  readonly #nowNanos: () => number
  /** The slot of the task that runs. */
  #slot = 0

  constructor(words: DispatchWords, lane: number, mailbox: Mailbox, nowNanos: () => number) {
    this.#words = words
    this.#lane = lane
    this.#slots = new Slots(words.lanes.of(lane))
    this.#mailbox = mailbox
    this.#nowNanos = nowNanos
  }

  /** Where its tasks run. */
  get place(): TaskPlace {
    return {
      kind: 'threads',
      sleep: millis => {
        // Woken by whoever asks the task to stop.
        if (atomics.wait(this.#slots.claimOf(this.#slot).cell, CLAIM.begun, millis) === 'timed-out') return
        throw new LabError('STOPPED', 'the task was asked to stop')
      },
      stopRequested: () => this.#slots.claimOf(this.#slot).load() === CLAIM.stopAsked,
    }
  }

  /** Runs the lane's tasks in their order until the other side says that it is over. */
  async serve(run: RunTask): Promise<void> {
    const { submitted, over, finished } = this.#words.lanes.of(this.#lane)
    const patience = new Patience(MOST_SPINS, LEAST_SPINS)
    for (let done = finished.load(); ;) {
      patience.learn(spinForWork(submitted.cell, done, patience.looks))
      parkForWork(this.#words, this.#lane, done)
      const until = submitted.load()
      while (done !== until) {
        if (over.load() !== 0) return
        const running = this.#runTask(done & SLOT_MASK, run)
        // Only async tasks pay for a turn of the event loop.
        if (running !== undefined) await running
        done = (done + 1) | 0
        // After the slot's result, which the other side reads once it sees this.
        finished.store(done)
        ringBell(this.#words)
      }
      if (over.load() !== 0) return
    }
  }

  #runTask(slot: number, run: RunTask): Promise<void> | undefined {
    const { kinds, numbers, outcomes } = this.#slots
    const { task, arity, byMessage } = kindParts(kinds[slot] ?? 0)
    const first = firstNumberOf(slot)
    // Received also for a task that was taken back: messages have no other order than that of their slots.
    const received = byMessage ? this.#mailbox.receive()?.message : undefined
    if (atomics.compareExchange(this.#slots.claimOf(slot).cell, CLAIM.queued, CLAIM.begun) !== CLAIM.queued) {
      outcomes[slot] = SKIPPED
      return undefined
    }
    this.#slot = slot
    numbers[first + 3] = this.#nowNanos()
    try {
      const result = run(
        task,
        byMessage ? asArguments(received) : Array.from(numbers.subarray(first, first + arity), unpacked),
      )
      if (result instanceof Promise) {
        return result.then(
          (value: unknown) => {
            this.#end(slot, value)
          },
          (thrown: unknown) => {
            this.#fail(slot, thrown)
          },
        )
      }
      this.#end(slot, result)
    } catch (thrown) {
      this.#fail(slot, thrown)
    }
    return undefined
  }

  #end(slot: number, result: unknown): void {
    const { numbers, outcomes } = this.#slots
    const first = firstNumberOf(slot)
    if (typeof result === 'number') {
      numbers[first + 4] = this.#nowNanos()
      numbers[first + 2] = result
      outcomes[slot] = RETURNED
      return
    }
    try {
      numbers[first + 4] = this.#nowNanos()
      this.#mailbox.post(result)
      outcomes[slot] = POSTED
    } catch (thrown) {
      this.#fail(slot, thrown)
    }
  }

  #fail(slot: number, thrown: unknown): void {
    this.#slots.numbers[firstNumberOf(slot) + 4] = this.#nowNanos()
    this.#slots.writeReason(slot, describeThrown(thrown))
    this.#slots.outcomes[slot] = THREW
  }
}

function asArguments(received: unknown): readonly unknown[] {
  return Array.isArray(received) ? received : []
}
