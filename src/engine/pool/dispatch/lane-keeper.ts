import { LabError, toLabError } from '../../../base/errors.ts'
import type { Clock, ThreadExit } from '../../ports.ts'
import { died, notReleased } from '../fault.ts'
import { within } from '../within.ts'
import type { PoolWorker } from '../worker-pool.ts'
import type { HostLane } from './host-lane.ts'

/** A short task is over long before; a worker that is not home by then is terminated. */
const HOME_WITHIN_MILLIS = 1_000
/** A lane whose workers die so often in a row, without having had a task, gets no other. */
const IDLE_DEATHS = 5

/** What a lane's keeper tells. */
export interface LaneEvents {
  /** There is a worker. */
  opened(): void
  /** The worker is gone, and another one is on its way. */
  lost(lane: HostLane, error: LabError): void
  /** There will be no other. */
  givenUp(error: LabError): void
}

/** Keeps a lane served: one worker after the other, until it sends the last one home. */
export class LaneKeeper {
  readonly #session: number
  readonly #place: number
  readonly #lane: HostLane
  readonly #clock: Clock
  readonly #attachWorker: (place: number) => Promise<PoolWorker>
  readonly #events: LaneEvents
  #worker: PoolWorker | null = null
  #released: Promise<undefined> = Promise.resolve(undefined)
  #opening: Promise<void> | null = null
  #idleDeaths = 0
  #isLeaving = false

  constructor(
    session: number,
    place: number,
    lane: HostLane,
    clock: Clock,
    attachWorker: (place: number) => Promise<PoolWorker>,
    events: LaneEvents,
  ) {
    this.#session = session
    this.#place = place
    this.#lane = lane
    this.#clock = clock
    this.#attachWorker = attachWorker
    this.#events = events
  }

  /** Whether a worker serves the lane or will. */
  get isKept(): boolean {
    return this.#lane.isOpen || this.#opening !== null
  }

  /** Resolves when the lane has a worker. */
  open(): Promise<void> {
    this.#opening = this.#fill().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  /** Resolves when the worker is idle in the pool again, or gone: it is terminated when it is not home in time. */
  async sendHome(withinMillis = HOME_WITHIN_MILLIS): Promise<void> {
    this.#isLeaving = true
    this.#lane.end()
    // Who opened the lane has heard of a failure.
    if (this.#opening !== null) await Promise.allSettled([this.#opening])
    const worker = this.#worker
    if (worker === null) return
    try {
      if (worker.alive) await within(this.#clock, withinMillis, this.#released, notReleased)
    } catch {
      await worker.terminate()
    }
    worker.listen(null)
  }

  async #fill(): Promise<void> {
    const worker = await this.#attachWorker(this.#place)
    const released = Promise.withResolvers<undefined>()
    this.#worker = worker
    this.#released = released.promise
    worker.listen({
      message: ({ kind, session }) => {
        if (kind === 'released' && session === this.#session) released.resolve(undefined)
      },
      exit: exit => {
        released.resolve(undefined)
        this.#lose(exit)
      },
    })
    if (worker.alive) {
      this.#lane.open()
      this.#events.opened()
    } else {
      // Between its answer and this, when nobody listened.
      this.#lose({ code: 0, error: null })
    }
  }

  #lose(exit: ThreadExit): void {
    if (this.#isLeaving) return
    this.#idleDeaths = this.#lane.wasUsed ? 0 : this.#idleDeaths + 1
    this.#lane.close()
    this.#events.lost(this.#lane, new LabError('WORKER_DIED', died(this.#place, exit, []).message))
    this.#lane.reset()
    void this.#replace()
  }

  async #replace(): Promise<void> {
    try {
      if (this.#idleDeaths === IDLE_DEATHS) {
        throw new LabError('POOL_START_FAILED', 'workers die as soon as they have started')
      }
      await this.open()
    } catch (thrown) {
      this.#events.givenUp(toLabError(thrown))
    }
  }
}
