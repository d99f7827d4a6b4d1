import { LabError } from '../../base/errors.ts'
import { MAX_WORKERS } from '../../contract/limits.ts'
import type { PoolThread } from '../../contract/pool.ts'
import { Region } from '../memory/region.ts'
import type { Clock, Thread, ThreadExit, Threads } from '../ports.ts'
import { Dispatch, servingShortTasks } from './dispatch/dispatch.ts'
import { DISPATCH_BYTES } from './dispatch/lane.ts'
import { TaskLanes, type Serving } from './dispatch/task-lanes.ts'
import { shortTasks, type ShortTaskName, type ShortTasks } from './dispatch/tasks.ts'
import { PooledWorker } from './pooled-worker.ts'
import { nextSession } from './session-number.ts'
import { within } from './within.ts'
import { sessionBytes } from './session-memory.ts'
import { Session } from './session.ts'
import type { SessionSpec } from './trial.ts'
import { WarmRegion } from './warm-region.ts'
import type { AttachMessage, ServeMessage, WorkerMessage } from './worker-protocol.ts'

/** So many failed starts within this time, and none that succeeded in between, mean that starting is hopeless. */
const START_FAILURES = 3
const START_FAILURES_WITHIN_MILLIS = 10_000
/** 64 threads on two busy cores need a few seconds to their first message. */
const READY_WITHIN_MILLIS = 30_000

/** A pool worker as its session sees it. */
export interface PoolWorker extends Thread {
  readonly alive: boolean
  /** Takes the worker over; the listener hears it until it is released or gone. */
  listen(listener: WorkerListener | null): void
}

export interface WorkerListener {
  message(message: WorkerMessage): void
  exit(exit: ThreadExit): void
}

/** What a worker can be taken for: a session or a dispatch. */
interface Opening {
  readonly id: number
  attachMessage(place: number): AttachMessage | ServeMessage
}

/**
 * Warm worker threads: `size` of them are kept between sessions, more are started when a session asks for more, and
 * ended by the next {@link shrink}.
 *
 * Guarantees: a worker serves at most one session or dispatch at a time; a worker that died is never handed out again.
 */
export class WorkerPool {
  readonly #threads: Threads
  readonly #clock: Clock
  #size: number
  #onChange: () => void = () => undefined
  readonly #workers = new Set<PooledWorker>()
  #startFailures: number[] = []
  #started = 0
  #closed = false
  #starting = 0
  readonly #waiting: (() => void)[] = []
  readonly #memory = new WarmRegion()

  /** @param size threads to keep warm */
  constructor(threads: Threads, clock: Clock, size: number) {
    this.#threads = threads
    this.#clock = clock
    this.#size = size
  }

  /** Threads that exist now. */
  get threadCount(): number {
    return this.#workers.size
  }

  /** Threads to keep warm. */
  get size(): number {
    return this.#size
  }

  /** What each thread is busy with; those in a session first, in the order of their places. */
  get threads(): PoolThread[] {
    const threads = [...this.#workers].map(({ name, place }) => ({ name, worker: place }))
    return threads.toSorted((a, b) => (a.worker ?? Infinity) - (b.worker ?? Infinity))
  }

  /** Calls `listener` whenever {@link threads} or {@link size} have changed; one listener. */
  onChange(listener: () => void): void {
    this.#onChange = listener
  }

  /** Starts threads until `size` are there, ahead of the first session. */
  warm(): void {
    while (this.#workers.size < this.#size) this.#startWorker()
  }

  /**
   * Opens a session: the workers share its memory and are parked, ready for its first trial.
   * @throws {LabError} POOL_START_FAILED when workers repeatedly do not start
   * @throws {LabError} LAYOUT_MISMATCH, UNKNOWN_EXPERIMENT when a worker was built from other sources
   * @throws {LabError} MEMORY_LIMIT before anything is allocated
   * @param onReady hears how many workers stand ready
   * @throws {LabError} STOPPED once `stopAsked` says so while workers are still to be started
   */
  async open(
    spec: SessionSpec,
    stopAsked: () => boolean = () => false,
    onReady: (workers: number) => void = () => undefined,
  ): Promise<Session> {
    const id = nextSession()
    let ready = 0
    const region = this.#memory.take(sessionBytes(spec.experiment.layout))
    const session: Session = new Session(id, spec, region, this.#clock, async place => {
      const worker = await this.#attach(session, place, stopAsked)
      ready = Math.min(ready + 1, spec.workers)
      onReady(ready)
      return worker
    })
    try {
      await session.ready()
      return session
    } catch (thrown) {
      await this.release(session)
      throw thrown
    }
  }

  /** Closes a session: its workers go back to their event loop, ready for the next. */
  async release(session: Session): Promise<void> {
    try {
      await session.close()
      this.#memory.giveBack(session.region)
    } catch (stuck) {
      this.#memory.abandon(session.region)
      throw stuck
    }
  }

  /**
   * Opens a dispatch: workers of this pool serve it, each a lane of its own, until it is closed.
   * @throws {LabError} BAD_VALUE when `workers` is not from 1 to {@link MAX_WORKERS}; others as {@link open}
   */
  openDispatch(workers: number): Promise<Dispatch<ShortTaskName>>
  openDispatch<Name extends string>(workers: number, tasks: ShortTasks<Name>): Promise<Dispatch<Name>>
  async openDispatch(workers: number, tasks: ShortTasks = shortTasks): Promise<Dispatch> {
    return new Dispatch(await this.openLanes(workers, servingShortTasks(tasks)), tasks)
  }

  /**
   * Hands tasks to workers of this pool over shared memory, until the lanes are closed.
   * @throws {LabError} BAD_VALUE, POOL_START_FAILED, LAYOUT_MISMATCH as {@link openDispatch}
   */
  async openLanes(workers: number, serving: Serving): Promise<TaskLanes> {
    if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
      throw new LabError(
        'BAD_VALUE',
        `workers must be a whole number from 1 to ${String(MAX_WORKERS)}, got ${String(workers)}`,
      )
    }
    const id = nextSession()
    const region = Region.allocate(DISPATCH_BYTES)
    const lanes: TaskLanes = new TaskLanes(id, workers, serving, region, this.#clock, place =>
      this.#attach(lanes, place, () => lanes.refusal !== null),
    )
    try {
      await lanes.ready()
      return lanes
    } catch (thrown) {
      await lanes.close(new LabError('STOPPED', 'its workers did not start'))
      throw thrown
    }
  }

  /** Ends the idle workers that are more than the pool keeps. */
  async shrink(): Promise<void> {
    const idle = [...this.#workers].filter(worker => worker.idle)
    const surplus = idle.slice(0, Math.max(0, this.#workers.size - this.#size))
    await Promise.all(surplus.map(worker => worker.terminate()))
  }

  /** Keeps another number of threads warm from now on; not during a session. */
  async resize(size: number): Promise<void> {
    this.#size = size
    await this.shrink()
    this.warm()
    this.#onChange()
  }

  /** Ends all threads and starts new ones; not during a session. */
  async rebuild(): Promise<void> {
    await Promise.all([...this.#workers].map(worker => worker.terminate()))
    this.#startFailures = []
    this.warm()
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#workers].map(worker => worker.terminate()))
  }

  /** Hands a worker over and waits until it has attached; starts another one when it dies before that. */
  async #attach(session: Opening, index: number, stopAsked: () => boolean): Promise<PoolWorker> {
    for (;;) {
      const idle = [...this.#workers].find(candidate => candidate.idle)
      if (idle === undefined) await this.#turnToStart()
      if (stopAsked() || this.#closed) {
        if (idle === undefined) this.#endTurn()
        throw new LabError('STOPPED', 'the run was stopped while its workers were starting')
      }
      const worker = idle ?? this.#startWorker()
      const answer = await this.#firstAnswer(worker, session, index)
        .catch(async (late: unknown) => {
          await worker.terminate()
          throw late
        })
        .finally(() => {
          if (idle === undefined) this.#endTurn()
        })
      if (answer === 'ready') {
        this.#startFailures = []
        worker.place = index
        this.#onChange()
        return worker
      }
      worker.listen(null)
      if ('refused' in answer) throw new LabError('LAYOUT_MISMATCH', `a worker refused to start: ${answer.refused}`)
      this.#countStartFailure(answer)
    }
  }

  #firstAnswer(
    worker: PooledWorker,
    session: Opening,
    index: number,
  ): Promise<'ready' | { refused: string } | ThreadExit> {
    const answer = new Promise<'ready' | { refused: string } | ThreadExit>(resolve => {
      worker.listen({
        message: message => {
          if (message.session !== session.id) return
          if (message.kind === 'ready') resolve('ready')
          else if (message.kind === 'refused') resolve({ refused: message.reason })
        },
        exit: resolve,
      })
    })
    const message = session.attachMessage(index)
    worker.post(message, message.kind === 'serve' && message.executor !== null ? [message.executor.mailbox] : [])
    return within(this.#clock, READY_WITHIN_MILLIS, answer, () => {
      return new LabError('POOL_START_FAILED', `a worker did not answer within ${String(READY_WITHIN_MILLIS)} ms`)
    })
  }

  /**
   * No more threads start at a time than there are cores: a starting thread cannot be ended before it is up, so a
   * process that is to end would have to wait for all of them.
   */
  async #turnToStart(): Promise<void> {
    if (this.#starting < this.#size) {
      this.#starting += 1
      return
    }
    await new Promise<void>(resolve => {
      this.#waiting.push(resolve)
    })
  }

  /** Hands the turn to whoever waits for one. */
  #endTurn(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#starting -= 1
    else next()
  }

  #countStartFailure(exit: ThreadExit): void {
    const now = this.#clock.nowMillis()
    this.#startFailures = [...this.#startFailures.filter(at => now - at < START_FAILURES_WITHIN_MILLIS), now]
    if (this.#startFailures.length < START_FAILURES) return
    this.#startFailures = []
    throw new LabError('POOL_START_FAILED', `workers do not start: ${exit.error ?? `exit code ${String(exit.code)}`}`, {
      suggestion: 'interleave doctor',
    })
  }

  #startWorker(): PooledWorker {
    this.#started += 1
    const worker = new PooledWorker(this.#threads, this.#clock, `worker-${String(this.#started)}`, {
      parked: () => {
        this.#onChange()
      },
      gone: () => {
        this.#workers.delete(worker)
        this.#onChange()
      },
    })
    this.#workers.add(worker)
    this.#onChange()
    return worker
  }
}
