import { LabError } from '../../base/errors.ts'
import type { LocalClient, LocalHttp, LocalServer } from '../../base/local-http.ts'
import type { Executor, ExecutorKind } from '../experiments/kit/executor.ts'
import type { Outside } from '../experiments/kit/outside.ts'
import * as atomics from '../memory/atomics.ts'
import type { I32Cell } from '../memory/cells.ts'
import type { MessageChannelEnd, WorkerSide } from '../ports.ts'
import type { SessionExecutors } from './session-executors.ts'

/** A stop gives the whole trial 200 ms: executors' workers that compute must be ended well within it. */
const STOP_GRACE_MILLIS = 20

type Side = Pick<WorkerSide, 'after' | 'openChannel' | 'http'>

/** A worker's view of what is outside shared memory; one for all trials of a session. */
export class WorkerOutside implements Outside {
  readonly http: LocalHttp
  readonly #side: Side
  readonly #session: number
  readonly #stop: I32Cell
  readonly #cell: I32Cell
  readonly #executors: SessionExecutors | null
  readonly #listeners = new Set<() => void>()
  #hears = false
  /** One for all that a stop ends: each would walk the stack anew. */
  readonly #stopped = new LabError('STOPPED', 'the trial was stopped while something outside was awaited')
  #trial = 0
  #pending = 0

  /**
   * @param stop not 0 once a stop is requested; who stores that also notifies
   * @param cell where to say how much is waited for
   * @param executors null where there are none to be had
   */
  constructor(side: Side, session: number, stop: I32Cell, cell: I32Cell, executors: SessionExecutors | null) {
    this.#executors = executors
    this.#side = side
    this.#session = session
    this.#stop = stop
    this.#cell = cell
    this.http = { serve: answer => this.#serve(answer), client: port => this.#client(port) }
  }

  /** A trial begins. */
  reset(): void {
    this.#trial += 1
    this.#pending = 0
    this.#listeners.clear()
  }

  /** There may be tens of thousands at a time, so each takes no more promises and functions than it needs. */
  sleep(millis: number): Promise<void> {
    const trial = this.#trial
    this.#count(1)
    const slept = new Promise<void>((resolve, reject) => {
      let cancel: (() => void) | null = null
      const takeBack = this.onStop(() => {
        cancel?.()
        this.#settled(trial)
        reject(this.#stopped)
      })
      if (this.#isStopping()) return
      cancel = this.#side.after(millis, () => {
        takeBack()
        this.#settled(trial)
        resolve()
      })
    })
    slept.catch(ignored)
    return slept
  }

  expect<T>(awaited: Promise<T>): Promise<T> {
    const counted = awaited.finally(this.#expecting())
    // Of many that a stop ends at once, a kernel awaits the first.
    counted.catch(ignored)
    return counted
  }

  openChannel(name: string, hear: (message: unknown) => void): MessageChannelEnd {
    return this.#side.openChannel(`session-${String(this.#session)}-${name}`, hear)
  }

  async executor(kind: ExecutorKind, workers: number): Promise<Executor> {
    if (this.#executors === null) throw new LabError('INTERNAL', 'this worker was started without executors')
    const executor = await this.expect(this.#executors.open(kind, workers, () => this.#expecting()))
    this.onStop(() => {
      void executor.shutdown({ cancel: true, graceMillis: STOP_GRACE_MILLIS })
    })
    return executor
  }

  onStop(listener: () => void): () => void {
    if (this.#isStopping()) {
      listener()
      return () => undefined
    }
    this.#listeners.add(listener)
    void this.#hear()
    return () => {
      this.#listeners.delete(listener)
    }
  }

  async #hear(): Promise<void> {
    if (this.#hears) return
    this.#hears = true
    while (!this.#isStopping()) await atomics.waitAsync(this.#stop, 0, Infinity)
    this.#hears = false
    for (const listener of this.#listeners) listener()
    this.#listeners.clear()
  }

  async #serve(answer: (path: string) => Promise<string>): Promise<LocalServer> {
    const server = await this.#side.http.serve(answer)
    const close = async (): Promise<void> => {
      takeBack()
      await server.close()
    }
    const takeBack = this.onStop(() => {
      void server.close()
    })
    return { port: server.port, close }
  }

  #client(port: number): LocalClient {
    const client = this.#side.http.client(port)
    const takeBack = this.onStop(() => {
      client.close()
    })
    return {
      get: async path => {
        try {
          return await this.expect(client.get(path))
        } catch (thrown) {
          throw this.#isStopping() ? this.#stopped : thrown
        }
      },
      close: () => {
        takeBack()
        client.close()
      },
    }
  }

  #isStopping(): boolean {
    return atomics.load(this.#stop) !== 0
  }

  /** Something is waited for, until the returned function is called. */
  #expecting(): () => void {
    const trial = this.#trial
    this.#count(1)
    return () => {
      this.#settled(trial)
    }
  }

  /** What an earlier trial waited for counts no more. */
  #settled(trial: number): void {
    if (trial === this.#trial) this.#count(-1)
  }

  /** Only the sampler and the watch read it: a plain store is enough. */
  #count(by: number): void {
    this.#pending += by
    this.#cell[0] = this.#pending
  }
}

/** Of many promises that a stop rejects at once, a kernel awaits the first. */
function ignored(): void {
  // it is told by that one
}
