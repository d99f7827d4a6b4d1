import type { LabError } from '../../../base/errors.ts'
import type { HostLane, PendingTask } from './host-lane.ts'

/** All tasks that somebody waits for: those in the lanes and those that found no room there. */
export class TaskBoard {
  readonly lanes: readonly HostLane[]
  /** A lane that has run dry gets tasks of another: only where workers look at claims. */
  readonly #balances: boolean
  #unfinished = 0
  /** Tasks without a lane, oldest first; those before `#next` have left. */
  #backlog: PendingTask[] = []
  #next = 0

  constructor(lanes: readonly HostLane[], balances = false) {
    this.lanes = lanes
    this.#balances = balances
  }

  get isEmpty(): boolean {
    return this.#unfinished === 0
  }

  /** Puts a task into the lane with the fewest, or keeps it until one has room. */
  submit(task: PendingTask): void {
    this.#unfinished += 1
    const lane = this.#next === this.#backlog.length ? this.#leastBusy() : undefined
    if (lane === undefined) this.#backlog.push(task)
    else this.#push(lane, task)
  }

  /** Takes back a task that has not begun. @returns whether it had not */
  takeBack(task: PendingTask): boolean {
    const place = this.#backlog.indexOf(task, this.#next)
    if (place < 0) return this.lanes.some(lane => lane.takeBack(task))
    this.#backlog.splice(place, 1)
    this.#unfinished -= 1
    return true
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
      this.#push(lane, task)
    }
    this.#backlog = []
    this.#next = 0
    if (this.#balances) this.#balance()
  }

  /** Nobody stands idle while tasks wait behind another one. */
  #balance(): void {
    for (const idle of this.lanes) {
      if (!idle.takesMore || idle.unfinished > 0) continue
      const task = this.#takeFromFullest()
      if (task === undefined) return
      this.#unfinished += 1
      this.#push(idle, task)
    }
  }

  #takeFromFullest(): PendingTask | undefined {
    for (const lane of this.lanes.toSorted((a, b) => b.unfinished - a.unfinished)) {
      const task = lane.takeBackLast()
      if (task !== undefined) return task
    }
    return undefined
  }

  #push(lane: HostLane, task: PendingTask): void {
    if (!lane.push(task)) this.#unfinished -= 1
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
