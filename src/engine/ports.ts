import type { MachineFacts, Versions } from '../contract/run-document.ts'

/**
 * What the lab needs from outside. The engine knows these shapes and nothing of Node, browsers or Electron; `src/node`
 * implements them, tests put fakes in their place.
 */

/** Why a thread is gone. `error` is what it did not catch, described; null when it ended without one. */
export interface ThreadExit {
  readonly code: number
  readonly error: string | null
}

/** A running thread, seen from its host. */
export interface Thread {
  post(message: unknown): void
  /** Ends it wherever it is; a fault path, never a way to stop. Resolves when the thread is gone. */
  terminate(): Promise<void>
}

export interface ThreadListener {
  message(message: unknown): void
  /** Exactly once; nothing is heard of the thread afterwards. */
  exit(exit: ThreadExit): void
}

export interface Threads {
  /** Starts a thread that runs the worker body. All listeners are in place before it can speak. */
  start(name: string, listener: ThreadListener): Thread
}

/** The same border, seen from inside a worker. */
export interface WorkerSide {
  onMessage(listener: (message: unknown) => void): void
  post(message: unknown): void
  /** A monotonic clock that all threads of the process share. */
  nowNanos(): number
  /** CPU time of the calling thread since it started. */
  cpuMicros(): number
}

export interface Clock {
  /** Monotonic. */
  nowMillis(): number
  /** The same clock that workers read. */
  nowNanos(): number
  /** The calendar's time, UTC, as ISO 8601. */
  wallTime(): string
  sleep(millis: number): Promise<void>
  /** Calls `expire` once after `millis` unless the returned function is called before; does not keep the process alive. */
  after(millis: number, expire: () => void): () => void
  /** Calls `tick` at a fixed period until the returned function is called; does not keep the process alive. */
  every(millis: number, tick: () => void): () => void
  /** Lets everything else that is ready run first: timers, signals, messages. */
  yield(): Promise<void>
}

/** Whether a program is there, and where or why not. */
export interface Finding {
  readonly found: boolean
  readonly detail: string
}

export interface Machine {
  readonly facts: MachineFacts
  readonly versions: Versions
  freeMemoryBytes(): number
  findElectron(): Finding
  findChromium(): Finding
  /** A random u32, for seeds and ids that nobody chose. */
  entropy(): number
}

export interface Ports {
  readonly threads: Threads
  readonly clock: Clock
  readonly machine: Machine
}
