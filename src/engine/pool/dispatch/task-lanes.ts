import type { LabError } from '../../../base/errors.ts'
import type { Region } from '../../memory/region.ts'
import type { Clock } from '../../ports.ts'
import type { PoolWorker } from '../worker-pool.ts'
import type { ServeMessage } from '../worker-protocol.ts'
import { Attention } from './attention.ts'
import { HostLane, type PendingTask } from './host-lane.ts'
import { LaneKeeper } from './lane-keeper.ts'
import { bindDispatch } from './lane.ts'
import { TaskBoard } from './task-board.ts'

/** What the lanes' workers are asked to serve. */
export interface Serving {
  /** @param lane its end here, for whoever wants to give it a mailbox */
  message(session: number, place: number, region: Region, lane: HostLane): ServeMessage
  /** Tasks may be taken back, and are where a lane runs dry: their workers look at claims. */
  readonly takesBack: boolean
}

/**
 * Workers that are handed tasks over shared memory, each by a lane of its own, and whoever listens to their results.
 *
 * Guarantees: a task is resolved or rejected exactly once; the calling thread is never blocked, and its event loop turns
 * after a bounded number of tasks.
 */
export class TaskLanes {
  readonly id: number
  readonly lanes: readonly HostLane[]
  readonly #region: Region
  readonly #serving: Serving
  readonly #board: TaskBoard
  readonly #attention: Attention
  readonly #keepers: readonly LaneKeeper[]
  /** Why it takes no more tasks. */
  #refusal: LabError | null = null
  #closing: Promise<void> | null = null

  constructor(
    id: number,
    workers: number,
    serving: Serving,
    region: Region,
    clock: Clock,
    attachWorker: (place: number) => Promise<PoolWorker>,
  ) {
    this.id = id
    this.#region = region
    this.#serving = serving
    const words = bindDispatch(region.buffer)
    this.lanes = words.lanes.first(workers).map((lane, place) => new HostLane(lane, place))
    this.#board = new TaskBoard(this.lanes, serving.takesBack)
    this.#attention = new Attention(words.bell, this.#board, clock)
    this.#keepers = this.lanes.map((lane, place) => {
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

  /** Why it takes no tasks any more; null while it does. */
  get refusal(): LabError | null {
    return this.#refusal
  }

  attachMessage(place: number): ServeMessage {
    const lane = this.lanes[place]
    if (lane === undefined) throw new RangeError(`there is no lane ${String(place)}`)
    return this.#serving.message(this.id, place, this.#region, lane)
  }

  /** Resolves when every lane has a worker. */
  async ready(): Promise<void> {
    await Promise.all(this.#keepers.map(keeper => keeper.open()))
  }

  /** Gives a task to the worker with the fewest; rejects it when none is taken any more. */
  submit(task: PendingTask): void {
    if (this.#refusal !== null) {
      task.reject(this.#refusal)
      return
    }
    this.#board.submit(task)
    this.#attention.attend()
  }

  /** Takes back a task that has not begun. @returns whether it had not */
  takeBack(task: PendingTask): boolean {
    return this.#board.takeBack(task)
  }

  /**
   * Rejects what is not done, and resolves when the workers are idle in the pool again.
   * @param withinMillis those that are not by then are terminated
   */
  close(error: LabError, withinMillis?: number): Promise<void> {
    this.#closing ??= this.#close(error, withinMillis)
    return this.#closing
  }

  async #close(error: LabError, withinMillis?: number): Promise<void> {
    this.#refuse(error)
    await Promise.all(this.#keepers.map(keeper => keeper.sendHome(withinMillis)))
  }

  #refuse(error: LabError): void {
    this.#refusal ??= error
    this.#board.rejectAll(error)
    this.#attention.wake()
  }
}
