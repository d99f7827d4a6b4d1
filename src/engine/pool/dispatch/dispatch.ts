import { LabError } from '../../../base/errors.ts'
import { keysOf } from '../../../base/typed-object.ts'
import { dispatchHash } from './lane.ts'
import type { Serving, TaskLanes } from './task-lanes.ts'
import type { ShortTasks } from './tasks.ts'

/**
 * Warm workers that run short tasks, handed to them over shared memory: no message, no copy, and no notification where
 * the other side is awake.
 *
 * Guarantees: each promise is settled exactly once; a task runs at most once; the host's thread is never blocked, and its
 * event loop turns after a bounded number of tasks.
 * Does not guarantee: an order between tasks; that a task that was rejected has not run.
 */
export class Dispatch<Name extends string = string> {
  readonly #kinds: ReadonlyMap<string, number>
  readonly #lanes: TaskLanes

  constructor(lanes: TaskLanes, tasks: ShortTasks<Name>) {
    this.#lanes = lanes
    this.#kinds = new Map(keysOf(tasks).map((name, kind) => [name, kind]))
  }

  /**
   * Runs a task on the worker with the fewest.
   * @returns its result; rejected with WORKER_FAILED when it threw, WORKER_DIED when its worker died, STOPPED when the
   *   dispatch was closed before it was done, POOL_START_FAILED when no worker is left and none can be had
   */
  run(task: Name, a: number, b = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      const kind = this.#kinds.get(task)
      if (kind === undefined) reject(new LabError('INTERNAL', `there is no task ${task}`))
      else this.#lanes.submit({ name: task, kind, a, b, resolve, reject })
    })
  }

  /** Rejects what is not done, and resolves when the workers are idle in the pool again. */
  close(): Promise<void> {
    return this.#lanes.close(new LabError('STOPPED', 'the dispatch was closed'))
  }
}

/** What workers of the lab's own short tasks are asked for. */
export function servingShortTasks(tasks: ShortTasks): Serving {
  const layoutHash = dispatchHash(keysOf(tasks))
  return {
    takesBack: false,
    message: (session, lane, { memory }) => {
      return { kind: 'serve', session, lane, layoutHash, memory, executor: null }
    },
  }
}
