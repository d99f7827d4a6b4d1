import { Worker } from 'node:worker_threads'
import { describeThrown } from '../base/errors.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import { placesIn } from './python-places.ts'
import { isTransferable } from './mailbox.ts'
import { sleepOf } from './thread-sleep.ts'
import { forkTaskProcess, TaskProcesses, type StartTaskProcess } from './task-processes.ts'
import type { ThreadListener, Threads } from '../engine/ports.ts'

/** From sources the worker is a .ts file, built it is a .js file beside this one. */
const WORKER_FILE = new URL(import.meta.url.endsWith('.ts') ? './worker-main.ts' : './worker-main.js', import.meta.url)

/** A worker needs little heap of its own; one that runs away is stopped before it hurts the host. */
const HEAP_LIMIT_MB = 256

/**
 * @param file the worker's entry; another one knows other experiments
 * @param startProcess how processes are started that workers ask for
 */
export function nodeThreads(file: URL = WORKER_FILE, startProcess: StartTaskProcess = forkTaskProcess): Threads {
  return {
    start(name, listener) {
      const worker = new Worker(file, {
        name,
        // Flags and variables meant for the host (inspectors, loaders, coverage) have no business in a measured thread.
        execArgv: [],
        env: { ...placesIn(process.env), NODE_COMPILE_CACHE: COMPILE_CACHE },
        resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
      })
      const processes = new TaskProcesses(startProcess, news => {
        worker.postMessage(news)
      })
      listenTo(worker, listener, processes)
      return {
        post(message, transfer = []) {
          worker.postMessage(message, transfer.filter(isTransferable))
        },
        isAsleep: sleepOf(worker),
        async terminate() {
          await worker.terminate()
        },
      }
    },
  }
}

function listenTo(worker: Worker, listener: ThreadListener, processes: TaskProcesses): void {
  let error: string | null = null
  worker.on('message', (message: unknown) => {
    if (!processes.hear(message)) listener.message(message)
  })
  // What cannot be received was not one of our messages.
  worker.on('messageerror', () => undefined)
  worker.on('error', (thrown: unknown) => {
    error = describeThrown(thrown)
  })
  // `exit` always comes, and last: whatever happened, the thread is settled here and only here.
  worker.on('exit', code => {
    processes.endAll()
    listener.exit({ code, error })
  })
}
