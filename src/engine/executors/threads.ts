import type { LabError } from '../../base/errors.ts'
import { dispatchHash } from '../pool/dispatch/lane.ts'
import type { Serving, TaskLanes } from '../pool/dispatch/task-lanes.ts'
import type { SharedMemory } from '../memory/region.ts'
import type { ExecutorPorts } from '../ports.ts'
import type { Crew } from './crew.ts'
import { Depth } from './depth.ts'
import type { SubmittedTask } from './submitted-task.ts'

/** What the threads of an executor of an experiment are asked to serve. */
export function servingTasks(
  experiment: string,
  tasks: readonly string[],
  words: SharedMemory,
  { mailbox }: Pick<ExecutorPorts, 'mailbox'>,
): Serving {
  const layoutHash = dispatchHash(tasks)
  return {
    takesBack: true,
    message: (session, place, { memory }, lane) => {
      const { here, there } = mailbox()
      lane.mailbox?.close()
      lane.mailbox = here
      return {
        kind: 'serve',
        session,
        lane: place,
        layoutHash,
        memory,
        executor: { experiment, mailbox: there, words },
      }
    },
  }
}

/**
 * Threads as an executor's workers. Which task, its numbers and the result's go through shared memory; whatever else there
 * is goes through a mailbox, which is looked into when the shared memory says so: nobody is woken by a message.
 */
export class ThreadCrew implements Crew {
  readonly kind = 'threads'
  readonly startMillis: number
  readonly #lanes: TaskLanes
  readonly #depth = new Depth()

  constructor(lanes: TaskLanes, startMillis: number) {
    this.#lanes = lanes
    this.startMillis = startMillis
    for (const lane of lanes.lanes) lane.depth = this.#depth.tasks
  }

  get workers(): number {
    return this.#lanes.lanes.length
  }

  give(task: SubmittedTask): void {
    this.#lanes.submit(task)
  }

  takeBack(task: SubmittedTask): boolean {
    return this.#lanes.takeBack(task)
  }

  askToStop(task: SubmittedTask): void {
    for (const lane of this.#lanes.lanes) lane.askToStop(task)
  }

  ended({ startedNanos, endedNanos }: SubmittedTask): void {
    if (startedNanos === null || endedNanos === null) return
    const before = this.#depth.tasks
    this.#depth.learn(endedNanos - startedNanos)
    const { tasks } = this.#depth
    if (tasks !== before) for (const lane of this.#lanes.lanes) lane.depth = tasks
  }

  hasBegun(task: SubmittedTask): boolean {
    return this.#lanes.lanes.some(lane => lane.hasBegun(task))
  }

  async close(error: LabError, graceMillis: number): Promise<void> {
    await this.#lanes.close(error, graceMillis)
    for (const lane of this.#lanes.lanes) lane.mailbox?.close()
  }
}
