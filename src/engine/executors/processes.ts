import { LabError, toLabError } from '../../base/errors.ts'
import { within } from '../pool/within.ts'
import type { Clock } from '../ports.ts'
import type { Crew } from './crew.ts'
import type { ProcessWorker } from './process-worker.ts'
import type { SubmittedTask } from './submitted-task.ts'

/** So many deaths in a row, and no task done in between, mean that starting another process is hopeless. */
const DEATHS_IN_A_ROW = 5

/** Processes as an executor's workers: each is given its next task when it has ended the one before. */
export class ProcessCrew implements Crew {
  readonly kind = 'processes'
  readonly workers: number
  readonly #clock: Clock
  readonly #members: ProcessWorker[]
  readonly #start: () => Promise<ProcessWorker>
  readonly #keep: (members: readonly ProcessWorker[]) => void
  #queue: SubmittedTask[] = []
  /** Of the queue: those before it have left. */
  #next = 0
  #deaths = 0
  #refusal: LabError | null = null
  #settled: () => void = () => undefined

  /**
   * @param start another one, in place of one that has died
   * @param keep those that are alive when the crew is closed
   */
  constructor(
    members: readonly ProcessWorker[],
    clock: Clock,
    start: () => Promise<ProcessWorker>,
    keep: (members: readonly ProcessWorker[]) => void,
  ) {
    this.workers = members.length
    this.#members = []
    this.#clock = clock
    this.#start = start
    this.#keep = keep
    for (const [place, member] of members.entries()) this.#take(member, place)
  }

  get startMillis(): number {
    return Math.max(...this.#members.map(({ startMillis }) => startMillis))
  }

  give(task: SubmittedTask): void {
    if (this.#refusal !== null) {
      task.reject(this.#refusal)
      return
    }
    this.#queue.push(task)
    this.#feed()
  }

  takeBack(task: SubmittedTask): boolean {
    const place = this.#queue.indexOf(task, this.#next)
    if (place < 0) return false
    this.#queue.splice(place, 1)
    return true
  }

  askToStop(task: SubmittedTask): void {
    this.#members.find(({ running }) => running === task)?.askToStop()
  }

  hasBegun(task: SubmittedTask): boolean {
    return this.#members.some(({ running }) => running === task)
  }

  ended(): void {
    this.#deaths = 0
  }

  async close(error: LabError, graceMillis: number): Promise<void> {
    this.#refuse(error)
    const busy = this.#members.filter(({ running }) => running !== null)
    const running = busy.flatMap(member => member.running ?? [])
    for (const member of busy) member.askToStop()
    for (const task of running) task.reject(error)
    await this.#untilIdle(graceMillis)
    for (const member of this.#members) {
      member.onChange = () => undefined
      if (member.isAlive && !member.isIdle) member.kill()
    }
    this.#keep(this.#members.filter(({ isIdle }) => isIdle))
  }

  async #untilIdle(graceMillis: number): Promise<void> {
    const isBusy = (): boolean => this.#members.some(({ running }) => running !== null)
    if (!isBusy()) return
    const idle = new Promise<void>(resolve => {
      this.#settled = () => {
        if (!isBusy()) resolve()
      }
    })
    // Whoever is late is killed below.
    const late = () => new LabError('WORKER_STUCK', 'a process did not heed the stop')
    await within(this.#clock, graceMillis, idle, late).catch(() => undefined)
  }

  #take(member: ProcessWorker, place: number): void {
    member.place = place
    this.#members[place] = member
    member.onChange = () => {
      if (!member.isAlive && this.#members[place] === member && this.#refusal === null) void this.#replace(place)
      this.#feed()
      this.#settled()
    }
  }

  async #replace(place: number): Promise<void> {
    this.#deaths += 1
    try {
      if (this.#deaths > DEATHS_IN_A_ROW) {
        throw new LabError('POOL_START_FAILED', 'processes die as soon as they have started')
      }
      const member = await this.#start()
      if (this.#refusal === null) this.#take(member, place)
      else this.#keep([member])
      this.#feed()
    } catch (thrown) {
      if (!this.#members.some(({ isAlive }) => isAlive)) this.#refuse(toLabError(thrown))
    }
  }

  #feed(): void {
    for (const member of this.#members) {
      // One whose arguments cannot cross over leaves the worker idle.
      while (member.isIdle && this.#next < this.#queue.length) {
        const task = this.#queue[this.#next]
        this.#next += 1
        if (task !== undefined) member.give(task)
      }
    }
    if (this.#next < this.#queue.length) return
    this.#queue = []
    this.#next = 0
  }

  #refuse(error: LabError): void {
    this.#refusal ??= error
    const waiting = this.#queue.slice(this.#next)
    this.#queue = []
    this.#next = 0
    for (const task of waiting) task.reject(error)
  }
}
