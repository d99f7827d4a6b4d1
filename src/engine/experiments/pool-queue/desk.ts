import type { Bound } from '../../memory/layout.ts'
import type { Executor } from '../kit/executor.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { logTask } from '../kit/task-log.ts'
import type { Knobs, memory } from './experiment.ts'
import type { Arrival } from './plan.ts'
import { serve } from './tasks.ts'

type Words = Bound<typeof memory.fields>

/** Between two looks at how many there are. */
const LOOK_EVERY_MILLIS = 2

/** Takes tasks in for an executor, keeps the books, and counts by the way how many there are. */
export class Desk {
  readonly #words: Words
  readonly #knobs: Knobs
  readonly #context: RoleContext
  readonly #pool: Executor
  readonly #results: Promise<unknown>[] = []
  /** By number in the executor: which arrival it was, and when. */
  readonly #taken: { readonly arrival: number; readonly nanos: number }[] = []
  #inPool = 0
  #roomWanted: (() => void) | null = null

  constructor(words: Words, knobs: Knobs, context: RoleContext, pool: Executor) {
    this.#words = words
    this.#knobs = knobs
    this.#context = context
    this.#pool = pool
    pool.onEnded(task => {
      this.#inPool -= 1
      const taken = this.#taken[task.number]
      const { worker, startedNanos, endedNanos } = task
      if (taken !== undefined) this.#served(taken.arrival, taken.nanos, worker, startedNanos, endedNanos)
      this.#noteWaiting()
      this.#roomWanted?.()
    })
  }

  /** Whether the queue is as long as it may be. */
  get isFull(): boolean {
    return this.#waiting >= this.#knobs.queue
  }

  /** Somebody is at the desk, with a task. */
  arrive(): void {
    this.#words.arrived.cell[0]++
    this.#words.inSystem.cell[0]++
  }

  submit({ serviceMillis }: Arrival, arrival: number, nanos: number): void {
    this.#taken.push({ arrival, nanos })
    this.#inPool += 1
    this.#noteWaiting()
    this.#results.push(this.#pool.submit(serve, serviceMillis).result)
  }

  reject(arrival: number, nanos: number): void {
    this.#words.rejected.cell[0]++
    this.#words.inSystem.cell[0]--
    logTask(this.#words.log, {
      number: arrival,
      submittedNanos: nanos,
      worker: null,
      startedNanos: null,
      endedNanos: null,
    })
  }

  /** Resolves when the queue is shorter than it may be. */
  async room(): Promise<void> {
    this.#words.held.cell[0]++
    while (this.isFull) {
      await this.#context.outside.expect(
        new Promise<void>(resolve => {
          this.#roomWanted = resolve
          this.#context.outside.onStop(resolve)
        }),
      )
      if (this.#context.stopRequested()) return
    }
    this.#roomWanted = null
  }

  /** Whoever brought the task does it, and brings no other meanwhile. */
  async serveHere({ serviceMillis }: Arrival, arrival: number, nanos: number): Promise<void> {
    const started = this.#context.nowNanos()
    await this.#context.outside.sleep(serviceMillis)
    this.#words.ranHere.cell[0]++
    this.#served(arrival, nanos, this.#knobs.workers, started, this.#context.nowNanos())
  }

  /** Resolves when all that was submitted is served. */
  async untilServed(): Promise<void> {
    await Promise.all(this.#results)
  }

  /** Looks at fixed times how many there are, whatever comes and goes. @returns ends it */
  count(): () => void {
    const { looks, seen, inSystem } = this.#words
    let isOver = false
    const look = async (): Promise<void> => {
      while (!isOver && !this.#context.stopRequested()) {
        looks.cell[0]++
        seen.value += inSystem.cell[0]
        await this.#context.outside.sleep(LOOK_EVERY_MILLIS)
      }
    }
    // A stop ends it in the middle of a sleep.
    look().catch(() => undefined)
    return () => {
      isOver = true
    }
  }

  get #waiting(): number {
    return Math.max(0, this.#inPool - this.#knobs.workers)
  }

  #noteWaiting(): void {
    const { waiting, mostWaiting } = this.#words
    waiting.store(this.#waiting)
    mostWaiting.cell[0] = Math.max(mostWaiting.cell[0], this.#waiting)
  }

  #served(
    number: number,
    submittedNanos: number,
    worker: number | null,
    startedNanos: number | null,
    endedNanos: number | null,
  ): void {
    this.#words.inSystem.cell[0]--
    this.#words.served.cell[0]++
    this.#context.setCompleted(this.#words.served.cell[0])
    logTask(this.#words.log, { number, submittedNanos, worker, startedNanos, endedNanos })
  }
}
