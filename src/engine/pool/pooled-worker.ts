import { LabError } from '../../base/errors.ts'
import type { Clock, Thread, Threads } from '../ports.ts'
import { within } from './within.ts'
import type { PoolWorker, WorkerListener } from './worker-pool.ts'
import { asWorkerMessage } from './worker-protocol.ts'

/** A thread that is still there after this is held by something that no thread of ours can end. */
const TERMINATE_WITHIN_MILLIS = 10_000

/** A thread of the pool, and whom it serves. */
export class PooledWorker implements PoolWorker {
  readonly name: string
  /** 0-based place in the session or dispatch that it serves. */
  place: number | null = null
  readonly #thread: Thread
  readonly #clock: Clock
  readonly #tell: { parked(): void; gone(): void }
  #listener: WorkerListener | null = null
  #alive = true

  constructor(threads: Threads, clock: Clock, name: string, tell: { parked(): void; gone(): void }) {
    this.name = name
    this.#tell = tell
    this.#clock = clock
    this.#thread = threads.start(name, {
      message: message => {
        const known = asWorkerMessage(message)
        if (known !== undefined) this.#listener?.message(known)
      },
      exit: exit => {
        this.#alive = false
        tell.gone()
        this.#listener?.exit(exit)
      },
    })
  }

  get alive(): boolean {
    return this.#alive
  }

  get idle(): boolean {
    return this.#alive && this.#listener === null
  }

  isAsleep(): boolean {
    return this.#alive && this.#thread.isAsleep()
  }

  post(message: unknown, transfer?: readonly unknown[]): void {
    this.#thread.post(message, transfer)
  }

  listen(listener: WorkerListener | null): void {
    this.#listener = listener
    if (listener !== null || this.place === null) return
    this.place = null
    if (this.#alive) this.#tell.parked()
  }

  async terminate(): Promise<void> {
    if (!this.#alive) return
    await within(this.#clock, TERMINATE_WITHIN_MILLIS, this.#thread.terminate(), () => {
      return new LabError('WORKER_STUCK', 'a worker thread cannot be terminated')
    })
  }
}
