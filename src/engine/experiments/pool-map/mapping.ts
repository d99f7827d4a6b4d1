import { isLabError } from '../../../base/errors.ts'
import type { Bound } from '../../memory/layout.ts'
import { Region } from '../../memory/region.ts'
import type { Executor, Submitted } from '../kit/executor.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { logTask } from '../kit/task-log.ts'
import { MEBIBYTE, TASKS, type Knobs, type memory } from './experiment.ts'
import { filled, newPayload, timeAlone } from './serial.ts'
import { nothingWithPayload, same, sumOfRoots, sumWithPayload } from './tasks.ts'

type Words = Bound<typeof memory.fields>

/** Tasks that do nothing, whose median says what asking costs. */
const ASKED = 9

/** One trial with an executor: what it costs to ask, what one task takes here, and then the tasks. */
export class Mapping {
  readonly #words: Words
  readonly #knobs: Knobs
  readonly #context: RoleContext
  readonly #pool: Executor
  /** What is copied for all tasks, or shared with them. */
  readonly #payload: ArrayBuffer | SharedArrayBuffer

  constructor(words: Words, knobs: Knobs, context: RoleContext, pool: Executor) {
    this.#words = words
    this.#knobs = knobs
    this.#context = context
    this.#pool = pool
    const isShared = knobs.carry === 'share' && knobs.payload > 0
    this.#payload = isShared ? filled(Region.allocate(knobs.payload * MEBIBYTE).buffer) : newPayload(knobs.payload)
    words.startMillis.value = pool.startMillis
  }

  async run(): Promise<void> {
    try {
      await this.#measureAsking()
    } catch (thrown) {
      if (!isLabError(thrown) || thrown.code !== 'BAD_VALUE') throw thrown
      this.#words.refused.store(1)
      return
    }
    this.#words.aloneNanos.value = timeAlone(this.#knobs, this.#context)
    const first = this.#asked
    this.#pool.onEnded(task => {
      logTask(this.#words.log, { ...timesOf(task), number: task.number - first })
    })
    const began = this.#context.nowNanos()
    const sums = Array.from({ length: TASKS }, (_, task) => this.#submit(task))
    for (const [task, sum] of sums.entries()) {
      this.#words.sums.items[task] = await sum
      this.#context.setCompleted(task + 1)
    }
    this.#words.wallNanos.value = this.#context.nowNanos() - began
  }

  /** Tasks that were asked before those that count. */
  get #asked(): number {
    return this.#knobs.payload === 0 ? ASKED : 2 * ASKED
  }

  async #submit(task: number): Promise<number> {
    const { size, payload } = this.#knobs
    const first = task * size + 1
    if (payload === 0) return this.#pool.submit(sumOfRoots, first, size).result
    const { sum, pages } = await this.#withPayload((data, options) => {
      return this.#pool.submitWith(options, sumWithPayload, first, size, data)
    })
    this.#words.pages.items[task] = pages
    return sum
  }

  async #measureAsking(): Promise<void> {
    this.#words.askNanos.value = await this.#median(() => this.#pool.submit(same, 0).result)
    if (this.#knobs.payload === 0) return
    this.#words.carryNanos.value = await this.#median(() =>
      this.#withPayload((data, options) => this.#pool.submitWith(options, nothingWithPayload, data)),
    )
  }

  /** Data that is moved is made anew for each task. */
  async #withPayload<R>(
    submit: (data: ArrayBuffer | SharedArrayBuffer, options: { transfer: readonly ArrayBuffer[] }) => Submitted<R>,
  ): Promise<R> {
    if (this.#knobs.carry !== 'transfer') return submit(this.#payload, { transfer: [] }).result
    const own = newPayload(this.#knobs.payload)
    return submit(own, { transfer: [own] }).result
  }

  async #median(ask: () => Promise<unknown>): Promise<number> {
    const nanos: number[] = []
    for (let n = 0; n < ASKED; n++) {
      const began = this.#context.nowNanos()
      await ask()
      nanos.push(this.#context.nowNanos() - began)
    }
    return nanos.toSorted((a, b) => a - b)[ASKED >> 1] ?? 0
  }
}

/** A submitted task shows its times by getters, which a copy of it would lack. */
function timesOf({ worker, submittedNanos, startedNanos, endedNanos }: Submitted<unknown>) {
  return { worker, submittedNanos, startedNanos, endedNanos }
}
