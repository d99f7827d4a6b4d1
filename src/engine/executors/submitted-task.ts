import { LabError } from '../../base/errors.ts'
import type { Submitted, TaskState } from '../experiments/kit/executor.ts'
import type { Cargo, PendingTask } from '../pool/dispatch/host-lane.ts'
import { kindOf, MOST_NUMBERS } from '../pool/dispatch/lane.ts'

/** What a task asks of the executor that it was handed to. */
export interface TaskOwner {
  cancel(task: SubmittedTask): boolean
  hasBegun(task: SubmittedTask): boolean
  /** It has come to its end. */
  ended(task: SubmittedTask): void
}

/** What is to be done, and by which worker's function. */
export interface Work {
  readonly name: string
  /** Place of its function in the experiment's table. */
  readonly index: number
  readonly args: readonly unknown[]
  readonly transfer: readonly unknown[]
}

/** A task on its way, for those who wait for it and for those who do it. */
export class SubmittedTask implements Submitted<unknown>, PendingTask {
  readonly number: number
  readonly work: Work
  readonly result: Promise<unknown>
  readonly kind: number
  readonly a: number
  readonly b: number
  readonly cargo: Cargo | undefined
  readonly submittedNanos: number
  startedNanos: number | null = null
  endedNanos: number | null = null
  worker: number | null = null
  readonly #owner: TaskOwner
  readonly #settle: Pick<PromiseWithResolvers<unknown>, 'resolve' | 'reject'>
  #end: 'done' | 'failed' | 'cancelled' | null = null

  constructor(number: number, work: Work, owner: TaskOwner, submittedNanos: number) {
    const { index, args, transfer } = work
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const numbers = transfer.length === 0 && args.length <= MOST_NUMBERS && args.every(isNumber) ? args : null
    this.number = number
    this.work = work
    this.result = promise
    this.kind = kindOf(index, numbers)
    this.a = numbers?.[0] ?? 0
    this.b = numbers?.[1] ?? 0
    this.cargo = numbers === null ? { args, transfer } : undefined
    this.submittedNanos = submittedNanos
    this.#owner = owner
    this.#settle = { resolve, reject }
    // Whoever asks for the result hears of it; one that nobody asks for is no reason to end the thread.
    promise.catch(() => undefined)
  }

  get name(): string {
    return this.work.name
  }

  get hasEnded(): boolean {
    return this.#end !== null
  }

  get state(): TaskState {
    return this.#end ?? (this.#owner.hasBegun(this) ? 'running' : 'queued')
  }

  cancel(): boolean {
    return this.#owner.cancel(this)
  }

  ran(place: number, startedNanos: number, endedNanos: number): void {
    this.worker = place
    this.startedNanos = startedNanos
    this.endedNanos = endedNanos
  }

  resolve(result: unknown): void {
    if (this.#ends('done')) this.#settle.resolve(result)
  }

  receive(result: unknown): void {
    this.resolve(result)
  }

  reject(error: LabError): void {
    if (this.#ends('failed')) this.#settle.reject(error)
  }

  takenBack(): void {
    if (this.#ends('cancelled')) {
      this.#settle.reject(new LabError('CANCELLED', `task ${this.name} was taken back before it began`))
    }
  }

  #ends(how: 'done' | 'failed' | 'cancelled'): boolean {
    if (this.#end !== null) return false
    this.#end = how
    this.#owner.ended(this)
    return true
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}
