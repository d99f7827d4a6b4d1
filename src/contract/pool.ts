/** The worker pool as screens show it. */

export interface PoolThread {
  /** The thread's name, as debuggers and process viewers show it. */
  readonly name: string
  /** 0-based place in the present session; null while it is parked. */
  readonly worker: number | null
}

export interface PoolState {
  /** Threads that are kept warm between runs. */
  readonly size: number
  readonly cores: number
  /** Cores left to the interface and the system; decides the size and the default number of workers. */
  readonly coresKeptFree: number
  readonly defaultWorkers: number
  readonly threads: readonly PoolThread[]
}

/** One core stays free for the host and the screen. */
export const DEFAULT_CORES_KEPT_FREE = 1
