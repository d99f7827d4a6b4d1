import { Worker } from 'node:worker_threads'
import { describeThrown } from '../../src/base/errors.ts'
import { isEnd, type End, type Start } from './messages.ts'
import { workerFile } from './worker-file.ts'

/** A thread that takes part in one contest after the other. */
export class Contender {
  readonly #worker: Worker
  readonly #exit = Promise.withResolvers<undefined>()
  #end = Promise.withResolvers<End>()
  #faults: string[] = []
  #onExit: (() => void) | null = null

  constructor(file: string) {
    this.#worker = new Worker(file, { execArgv: [], env: {} })
    this.#worker.on('message', (message: unknown) => {
      if (typeof message === 'string') this.#faults.push(message)
      if (isEnd(message)) this.#end.resolve(message)
    })
    this.#worker.on('error', thrown => {
      this.#faults.push(`a thread broke: ${describeThrown(thrown)}`)
      this.#end.resolve({ figures: {} })
    })
    this.#worker.on('exit', () => {
      this.#onExit?.()
      this.#exit.resolve(undefined)
    })
  }

  /** Resolves when the thread is there and listens. */
  online(): Promise<void> {
    return new Promise(resolve => {
      this.#worker.once('online', () => {
        resolve()
      })
    })
  }

  start(start: Start): Promise<End> {
    this.#end = Promise.withResolvers<End>()
    this.#faults = []
    this.#worker.postMessage(start)
    return this.#end.promise
  }

  /** What it has said so far of the contest that it was started for last. */
  get faults(): readonly string[] {
    return this.#faults
  }

  /** What is called, at once, when the thread is gone. */
  set onExit(listener: () => void) {
    this.#onExit = listener
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate()
    await this.#exit.promise
  }
}

/** Threads that are kept from contest to contest. */
export class Contenders {
  readonly #idle: Contender[] = []

  async take(count: number): Promise<readonly Contender[]> {
    const file = await workerFile()
    const missing = Array.from({ length: Math.max(0, count - this.#idle.length) }, () => new Contender(file))
    await Promise.all(missing.map(contender => contender.online()))
    this.#idle.push(...missing)
    return this.#idle.splice(0, count)
  }

  giveBack(contenders: readonly Contender[]): void {
    this.#idle.push(...contenders)
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(contender => contender.terminate()))
  }
}
