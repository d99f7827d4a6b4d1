import type { LabError } from '../../../base/errors.ts'
import type { HostLane, PendingTask } from './host-lane.ts'

/** All tasks that somebody waits for: those in the lanes and those that found no room there. */
export class TaskBoard {
  readonly lanes: readonly HostLane[]
  #unfinished = 0
  /** Tasks without a lane, oldest first; those before `#next` have left. */
  #backlog: PendingTask[] = []
  #next = 0

  constructor(lanes: readonly HostLane[]) {
    this.lanes = lanes
  }

  get isEmpty(): boolean {
    return this.#unfinished === 0
  }

  /** Puts a task into the lane with the fewest, or keeps it until one has room. */
  submit(task: PendingTask): void {
    this.#unfinished += 1
    const lane = this.#next === this.#backlog.length ? this.#leastBusy() : undefined
    if (lane === undefined) this.#backlog.push(task)
    else lane.push(task)
  }

  /**
   * Passes on the results that are there, and fills the room that this makes.
   * @returns how many
   */
  settle(): number {
    let count = 0
    for (const lane of this.lanes) count += lane.settle()
    this.#unfinished -= count
    if (count > 0) this.feed()
    return count
  }

  /** Gives tasks that wait for room to the lanes that have some. */
  feed(): void {
    while (this.#next < this.#backlog.length) {
      const lane = this.#leastBusy()
      const task = this.#backlog[this.#next]
      if (lane === undefined || task === undefined) return
      this.#next += 1
      lane.push(task)
    }
    this.#backlog = []
    this.#next = 0
  }

  /** Passes on the results of a lane whose worker is gone, and rejects the rest of its tasks. */
  rejectLane(lane: HostLane, error: LabError): void {
    this.settle()
    this.#unfinished -= lane.rejectAll(error)
  }

  /** Passes on the results that are there, and rejects all the rest. */
  rejectAll(error: LabError): void {
    // First: settling would give them to lanes.
    const left = this.#backlog.slice(this.#next)
    this.#backlog = []
    this.#next = 0
    this.settle()
    for (const lane of this.lanes) this.#unfinished -= lane.rejectAll(error)
    this.#unfinished -= left.length
    for (const task of left) task.reject(error)
  }

  /** Of equally busy ones the first: its worker is the likeliest to be awake still. */
  #leastBusy(): HostLane | undefined {
    let least: HostLane | undefined
    for (const lane of this.lanes) {
      if (lane.takesMore && (least === undefined || lane.unfinished < least.unfinished)) least = lane
      if (least?.unfinished === 0) break
    }
    return least
  }
}
