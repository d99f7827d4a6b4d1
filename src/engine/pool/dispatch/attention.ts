import * as atomics from '../../memory/atomics.ts'
import type { Word } from '../../memory/cells.ts'
import type { Clock } from '../../ports.ts'
import { ASLEEP, AWAKE } from './lane.ts'
import { Patience } from './patience.ts'
import type { TaskBoard } from './task-board.ts'

/** What the host may spend between two turns of its event loop, in looks of about 60 ns. */
const MOST = 512
const LEAST = 32
/** Settling a task, with what its caller does next, counts for so many looks. */
const TASK_COST = 4

const NEXT_MICROTASK = Promise.resolve()

/**
 * How the host hears of results without ever blocking. A result that is nearly there is found by looking again in the
 * next microtask; a wake-up takes a hundred times as long. But microtasks keep the event loop from turning, so their number
 * is bounded: then the host waits for the bell.
 */
export class Attention {
  readonly #bell: Word
  readonly #board: TaskBoard
  readonly #clock: Clock
  #isAttending = false
  readonly #patience = new Patience(MOST, LEAST)
  #left = MOST
  #hasFound = false

  constructor(bell: Word, board: TaskBoard, clock: Clock) {
    this.#bell = bell
    this.#board = board
    this.#clock = clock
  }

  /** After tasks were submitted: sees to it that their results are passed on. */
  attend(): void {
    if (!this.#isAttending) void this.#attend()
  }

  /** After something has happened that no worker rings for. */
  wake(): void {
    this.#bell.store(AWAKE)
    atomics.notify(this.#bell.cell)
  }

  async #attend(): Promise<void> {
    this.#isAttending = true
    while (!this.#board.isEmpty) {
      if (this.#left > 0) await NEXT_MICROTASK
      else await this.#waitForBell()
      const settled = this.#board.settle()
      this.#hasFound ||= settled > 0
      this.#left -= settled > 0 ? settled * TASK_COST : 1
    }
    this.#isAttending = false
  }

  /**
   * Lets the event loop turn, until there are results.
   *
   * No wake-up is lost: this raises the bell and then looks; a worker stores its result and then reads the bell. Whoever
   * comes second sees the other. Without the look, a result in between would be passed on only with the next one.
   */
  async #waitForBell(): Promise<void> {
    this.#bell.store(ASLEEP)
    const waiting = this.#board.settle() > 0 ? undefined : atomics.waitAsync(this.#bell.cell, ASLEEP, Infinity)
    await (waiting ?? this.#clock.yield())
    this.#bell.store(AWAKE)
    this.#patience.learn(this.#hasFound)
    this.#left = this.#patience.looks
    this.#hasFound = false
  }
}
