import { LabError } from '../../base/errors.ts'
import { MAX_WORKERS } from '../../contract/limits.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { Executor, ExecutorKind } from '../experiments/kit/executor.ts'
import type { TaskTable } from '../experiments/kit/task.ts'
import type { SharedMemory } from '../memory/region.ts'
import type { SessionExecutors } from '../pool/session-executors.ts'
import { WorkerPool } from '../pool/worker-pool.ts'
import type { ExecutorPorts } from '../ports.ts'
import type { Crew } from './crew.ts'
import { ProcessWorker } from './process-worker.ts'
import { ProcessCrew } from './processes.ts'
import { TaskExecutor } from './task-executor.ts'
import { servingTasks, ThreadCrew } from './threads.ts'

/** Threads that start at the same time, at most: more would only keep each other waiting. */
const STARTING_TOGETHER = 4

/** The executors of a session's worker. */
export function executorsOn(ports: ExecutorPorts, experiment: Experiment, words: SharedMemory): SessionExecutors {
  return new KeptExecutors(ports, experiment, words)
}

/**
 * The executors of one session's worker, with threads and processes that stay warm between its trials. The threads are a
 * pool inside the worker's own thread, and end with it.
 */
class KeptExecutors implements SessionExecutors {
  readonly #ports: ExecutorPorts
  readonly #experiment: Experiment
  readonly #words: SharedMemory
  #pool: WorkerPool | null = null
  #threadStartMillis = 0
  #idle: ProcessWorker[] = []
  #isClosed = false

  constructor(ports: ExecutorPorts, experiment: Experiment, words: SharedMemory) {
    this.#ports = ports
    this.#experiment = experiment
    this.#words = words
  }

  async open(kind: ExecutorKind, workers: number, busy: () => () => void): Promise<Executor> {
    if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
      const allowed = `a whole number from 1 to ${String(MAX_WORKERS)}`
      throw new LabError('BAD_VALUE', `an executor's workers must be ${allowed}, got ${String(workers)}`, { allowed })
    }
    const table = await this.#experiment.loadTasks?.()
    if (table === undefined) throw new LabError('INTERNAL', `${this.#experiment.id} declares no tasks`)
    const crew = kind === 'threads' ? await this.#threads(table, workers) : await this.#processes(table, workers)
    return new TaskExecutor(crew, table, () => this.#ports.clock.nowNanos(), busy)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#pool?.close()
    this.#pool = null
    for (const member of this.#idle) member.kill()
    this.#idle = []
    this.#ports.processes.close()
  }

  async #threads(table: TaskTable, workers: number): Promise<Crew> {
    const { threads, clock } = this.#ports
    this.#pool ??= new WorkerPool(threads, clock, STARTING_TOGETHER)
    const warm = this.#pool.threadCount
    const asked = clock.nowMillis()
    const serving = servingTasks(this.#experiment.id, table.names, this.#words, this.#ports)
    const lanes = await this.#pool.openLanes(workers, serving)
    if (this.#pool.threadCount > warm) {
      this.#threadStartMillis = Math.max(this.#threadStartMillis, clock.nowMillis() - asked)
    }
    return new ThreadCrew(lanes, this.#threadStartMillis)
  }

  async #processes(table: TaskTable, workers: number): Promise<Crew> {
    const { clock } = this.#ports
    const start = (): Promise<ProcessWorker> => ProcessWorker.start(this.#ports, this.#experiment.id, table.names)
    const warm = this.#idle.filter(({ isAlive }) => isAlive).slice(0, workers)
    this.#idle = this.#idle.filter(member => !warm.includes(member) && member.isAlive)
    const started = await Promise.allSettled(Array.from({ length: workers - warm.length }, start))
    const members = [...warm, ...started.flatMap(one => (one.status === 'fulfilled' ? one.value : []))]
    const failed = started.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') {
      this.#keep(members)
      throw failed.reason
    }
    return new ProcessCrew(members, clock, start, left => {
      this.#keep(left)
    })
  }

  #keep(members: readonly ProcessWorker[]): void {
    if (this.#isClosed) for (const member of members) member.kill()
    else this.#idle.push(...members)
  }
}
