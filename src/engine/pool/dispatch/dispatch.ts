import { LabError } from '../../../base/errors.ts'
import { keysOf } from '../../../base/typed-object.ts'
import type { Region } from '../../memory/region.ts'
import type { Clock } from '../../ports.ts'
import type { PoolWorker } from '../worker-pool.ts'
import type { ServeMessage } from '../worker-protocol.ts'
import { Attention } from './attention.ts'
import { HostLane } from './host-lane.ts'
import { LaneKeeper } from './lane-keeper.ts'
import { bindDispatch, dispatchHash } from './lane.ts'
import { TaskBoard } from './task-board.ts'
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
  readonly id: number
  readonly #names: readonly string[]
  readonly #kinds: ReadonlyMap<string, number>
  readonly #region: Region
  readonly #board: TaskBoard
  readonly #attention: Attention
  readonly #keepers: readonly LaneKeeper[]
  /** Why it takes no more tasks. */
  #refusal: LabError | null = null
  #closing: Promise<void> | null = null

  constructor(
    id: number,
    workers: number,
    tasks: ShortTasks<Name>,
    region: Region,
    clock: Clock,
    attachWorker: (place: number) => Promise<PoolWorker>,
  ) {
    this.id = id
    this.#names = keysOf(tasks)
    this.#kinds = new Map(this.#names.map((name, kind) => [name, kind]))
    this.#region = region
    const words = bindDispatch(region.buffer)
    const lanes = words.lanes.first(workers).map(lane => new HostLane(lane))
    this.#board = new TaskBoard(lanes)
    this.#attention = new Attention(words.bell, this.#board, clock)
    this.#keepers = lanes.map((lane, place) => {
      return new LaneKeeper(id, place, lane, clock, attachWorker, {
        opened: () => {
          this.#board.feed()
        },
        lost: (lost, error) => {
          this.#board.rejectLane(lost, error)
          // The worker may have lowered the bell and died before it rang.
          this.#attention.wake()
        },
        givenUp: error => {
          if (!this.#keepers.some(keeper => keeper.isKept)) this.#refuse(error)
        },
      })
    })
  }

  /** Whether it takes tasks. */
  get isOpen(): boolean {
    return this.#refusal === null
  }

  attachMessage(lane: number): ServeMessage {
    const { memory } = this.#region
    return { kind: 'serve', session: this.id, lane, layoutHash: dispatchHash(this.#names), memory }
  }

  /** Resolves when every lane has a worker. */
  async ready(): Promise<void> {
    await Promise.all(this.#keepers.map(keeper => keeper.open()))
  }

  /**
   * Runs a task on the worker with the fewest.
   * @returns its result; rejected with WORKER_FAILED when it threw, WORKER_DIED when its worker died, STOPPED when the
   *   dispatch was closed before it was done, POOL_START_FAILED when no worker is left and none can be had
   */
  run(task: Name, a: number, b = 0): Promise<number> {
    return new Promise((resolve, reject) => {
      const kind = this.#kinds.get(task)
      if (this.#refusal !== null) reject(this.#refusal)
      else if (kind === undefined) reject(new LabError('INTERNAL', `there is no task ${task}`))
      else {
        this.#board.submit({ name: task, kind, a, b, resolve, reject })
        this.#attention.attend()
      }
    })
  }

  /** Rejects what is not done, and resolves when the workers are idle in the pool again. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#refuse(new LabError('STOPPED', 'the dispatch was closed'))
    await Promise.all(this.#keepers.map(keeper => keeper.sendHome()))
  }

  #refuse(error: LabError): void {
    this.#refusal ??= error
    this.#board.rejectAll(error)
    this.#attention.wake()
  }
}
