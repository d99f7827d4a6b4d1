import { Worker } from 'node:worker_threads'
import { describeThrown } from '../base/errors.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import type { ThreadListener, Threads } from '../engine/ports.ts'

/** From sources the worker is a .ts file, built it is a .js file beside this one. */
const WORKER_FILE = new URL(import.meta.url.endsWith('.ts') ? './worker-main.ts' : './worker-main.js', import.meta.url)

/** A worker needs little heap of its own; one that runs away is stopped before it hurts the host. */
const HEAP_LIMIT_MB = 256

/** @param file the worker's entry; another one knows other experiments */
export function nodeThreads(file: URL = WORKER_FILE): Threads {
  return {
    start(name, listener) {
      const worker = new Worker(file, {
        name,
        // Flags and variables meant for the host (inspectors, loaders, coverage) have no business in a measured thread.
        execArgv: [],
        env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
        resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
      })
      listenTo(worker, listener)
      return {
        post(message) {
          worker.postMessage(message)
        },
        async terminate() {
          await worker.terminate()
        },
      }
    },
  }
}

function listenTo(worker: Worker, listener: ThreadListener): void {
  let error: string | null = null
  worker.on('message', (message: unknown) => {
    listener.message(message)
  })
  // What cannot be received was not one of our messages.
  worker.on('messageerror', () => undefined)
  worker.on('error', (thrown: unknown) => {
    error = describeThrown(thrown)
  })
  // `exit` always comes, and last: whatever happened, the thread is settled here and only here.
  worker.on('exit', code => {
    listener.exit({ code, error })
  })
}
