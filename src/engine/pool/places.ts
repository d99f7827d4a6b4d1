import { LabError } from '../../base/errors.ts'
import type { Clock, ThreadExit } from '../ports.ts'
import { notReleased } from './fault.ts'
import { within } from './within.ts'
import type { PoolWorker } from './worker-pool.ts'
import type { WorkerMessage } from './worker-protocol.ts'

/** A worker may die while the others are still starting; not for ever. */
const READY_ROUNDS = 5
/** A parked worker answers the end of a session at once, unless its core is busy elsewhere. */
const RELEASED_WITHIN_MILLIS = 5_000

/** What a session hears of its workers, by their places. */
export interface PlaceListener {
  threw(place: number, message: Extract<WorkerMessage, { kind: 'threw' }>): void
  exit(place: number, exit: ThreadExit): void
}

/** The workers of a session, each in its place; a place whose worker is gone gets another one before the next trial. */
export class Places {
  readonly #session: number
  readonly #clock: Clock
  readonly #attach: (index: number) => Promise<PoolWorker>
  readonly #listener: PlaceListener
  readonly #workers: (PoolWorker | undefined)[]
  readonly #released: PromiseWithResolvers<undefined>[]

  constructor(
    session: number,
    count: number,
    clock: Clock,
    attach: (index: number) => Promise<PoolWorker>,
    listener: PlaceListener,
  ) {
    this.#session = session
    this.#clock = clock
    this.#attach = attach
    this.#listener = listener
    this.#workers = Array.from({ length: count })
    this.#released = Array.from({ length: count }, () => Promise.withResolvers<undefined>())
  }

  isAlive(place: number): boolean {
    return this.#workers[place]?.alive === true
  }

  isAsleep(place: number): boolean {
    return this.#workers[place]?.isAsleep() === true
  }

  async terminate(place: number): Promise<void> {
    await this.#workers[place]?.terminate()
  }

  /** Resolves when every place has a live worker. @throws {LabError} POOL_START_FAILED */
  async fill(): Promise<void> {
    for (let round = 0; this.#workers.some(worker => worker?.alive !== true); round++) {
      if (round === READY_ROUNDS) throw new LabError('POOL_START_FAILED', 'workers die as soon as they have started')
      const attached = await Promise.allSettled(
        this.#workers.map(async (worker, index) => {
          if (worker?.alive !== true) await this.#fillOne(index)
        }),
      )
      const failed = attached.find(result => result.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
  }

  /** Waits until all have left, after they were told to; those that do not leave are terminated. */
  async empty(): Promise<void> {
    await Promise.all(
      this.#workers.map(async (worker, index) => {
        if (worker === undefined) return
        try {
          const released = this.#released[index]?.promise ?? Promise.resolve(undefined)
          if (worker.alive) await within(this.#clock, RELEASED_WITHIN_MILLIS, released, notReleased)
        } catch {
          await worker.terminate()
        }
        worker.listen(null)
      }),
    )
  }

  async #fillOne(index: number): Promise<void> {
    const worker = await this.#attach(index)
    this.#workers[index] = worker
    const released = Promise.withResolvers<undefined>()
    this.#released[index] = released
    worker.listen({
      message: message => {
        if (message.session !== this.#session) return
        if (message.kind === 'released') released.resolve(undefined)
        if (message.kind === 'threw') this.#listener.threw(index, message)
      },
      exit: exit => {
        released.resolve(undefined)
        this.#listener.exit(index, exit)
      },
    })
  }
}
