import { Worker } from 'node:worker_threads'
import { describeThrown } from '../base/errors.ts'
import type { Threads } from '../engine/ports.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import { sleepOf } from './thread-sleep.ts'

const SEARCH_FILE = new URL(import.meta.url.endsWith('.ts') ? './search-main.ts' : './search-main.js', import.meta.url)

/** What a search keeps lies outside the heap; long numbers and code lie inside. */
const HEAP_LIMIT_MB = 4_096

/** Threads that search models. */
export const searchThreads: Threads = {
  start(name, listener) {
    const worker = new Worker(SEARCH_FILE, {
      name,
      execArgv: [],
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
    })
    let error: string | null = null
    worker.on('message', (message: unknown) => {
      listener.message(message)
    })
    worker.on('error', (thrown: unknown) => {
      error = describeThrown(thrown)
    })
    worker.on('exit', code => {
      listener.exit({ code, error })
    })
    return {
      post(message) {
        worker.postMessage(message)
      },
      isAsleep: sleepOf(worker),
      async terminate() {
        await worker.terminate()
      },
    }
  },
}
