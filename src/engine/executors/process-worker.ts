import { describeThrown, LabError } from '../../base/errors.ts'
import { cannotCross } from '../pool/dispatch/host-lane.ts'
import { within } from '../pool/within.ts'
import type { Clock, ExecutorPorts, ProcessLink } from '../ports.ts'
import { isFromTaskProcess, type FromTaskProcess, type ToTaskProcess } from './process-protocol.ts'
import type { SubmittedTask } from './submitted-task.ts'

/** A process that has not loaded its tasks by then will not. */
const READY_WITHIN_MILLIS = 30_000

/** A process that does one task at a time. */
export class ProcessWorker {
  /** From asking for it until it could take a task. */
  readonly startMillis: number
  /** Hears when a task of this worker has ended, and when the worker is gone. */
  onChange: () => void = () => undefined
  place = 0
  readonly #link: ProcessLink
  #running: SubmittedTask | null = null
  #gone: string | null = null

  private constructor(link: ProcessLink, startMillis: number) {
    this.#link = link
    this.startMillis = startMillis
    link.onMessage(message => {
      if (isFromTaskProcess(message)) this.#hear(message)
    })
    link.onGone(why => {
      this.#gone = why
      const task = this.#running
      this.#running = null
      task?.reject(new LabError('WORKER_DIED', `the process of task ${task.name} is gone: ${why}`))
      this.onChange()
    })
  }

  /** @throws {LabError} POOL_START_FAILED, LAYOUT_MISMATCH */
  static async start(
    { processes, clock }: Pick<ExecutorPorts, 'processes' | 'clock'>,
    experiment: string,
    tasks: readonly string[],
  ): Promise<ProcessWorker> {
    const asked = clock.nowMillis()
    const link = await processes.start()
    const answer = await firstAnswer(link, experiment, clock)
    if (answer.kind === 'ready' && answer.tasks.join() === tasks.join()) {
      return new ProcessWorker(link, clock.nowMillis() - asked)
    }
    link.kill()
    if (answer.kind === 'ready') throw new LabError('LAYOUT_MISMATCH', 'a process knows other tasks than its caller')
    throw new LabError('POOL_START_FAILED', `a process does not start: ${answer.reason}`, {
      suggestion: 'interleave doctor',
    })
  }

  get isAlive(): boolean {
    return this.#gone === null
  }

  get isIdle(): boolean {
    return this.isAlive && this.#running === null
  }

  get running(): SubmittedTask | null {
    return this.#running
  }

  /** Gives it a task while it is idle. */
  give(task: SubmittedTask): void {
    this.#running = task
    try {
      this.#say({ kind: 'task', number: task.number, index: task.work.index, args: task.work.args })
    } catch (thrown) {
      this.#running = null
      task.reject(cannotCross(task.name, thrown))
    }
  }

  askToStop(): void {
    if (this.#running !== null) this.#say({ kind: 'stop' })
  }

  kill(): void {
    this.#link.kill()
  }

  #say(message: ToTaskProcess): void {
    this.#link.post(message)
  }

  #hear(message: FromTaskProcess): void {
    const task = this.#running
    if (task === null || !('number' in message) || message.number !== task.number) return
    this.#running = null
    task.ran(this.place, message.startedNanos, message.endedNanos)
    if (message.kind === 'returned') task.resolve(message.result)
    else task.reject(new LabError('WORKER_FAILED', `task ${task.name} threw ${message.reason}`))
    this.onChange()
  }
}

async function firstAnswer(
  link: ProcessLink,
  experiment: string,
  clock: Clock,
): Promise<Extract<FromTaskProcess, { kind: 'ready' | 'refused' }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<FromTaskProcess, { kind: 'ready' | 'refused' }>>()
  link.onMessage(message => {
    if (isFromTaskProcess(message) && (message.kind === 'ready' || message.kind === 'refused')) resolve(message)
  })
  link.onGone(why => {
    resolve({ kind: 'refused', reason: why })
  })
  link.post({ kind: 'serve', experiment } satisfies ToTaskProcess)
  try {
    return await within(clock, READY_WITHIN_MILLIS, promise, () => {
      return new LabError('POOL_START_FAILED', `it did not answer within ${String(READY_WITHIN_MILLIS)} ms`)
    })
  } catch (late) {
    return { kind: 'refused', reason: describeThrown(late) }
  }
}
