import type { Thread, Threads } from '../../../src/engine/ports.ts'

/** Threads as they are, with a hand on each: what ends a worker from outside, as a crash of the system would. */
export class HandledThreads implements Threads {
  readonly #threads: Threads
  readonly #living = new Map<string, Thread>()

  constructor(threads: Threads) {
    this.#threads = threads
  }

  start: Threads['start'] = (name, listener) => {
    const thread = this.#threads.start(name, {
      message: message => {
        listener.message(message)
      },
      exit: exit => {
        this.#living.delete(name)
        listener.exit(exit)
      },
    })
    this.#living.set(name, thread)
    return thread
  }

  /** By age. */
  get living(): readonly Thread[] {
    return [...this.#living.values()]
  }
}
