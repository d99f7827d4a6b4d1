import { parentPort } from 'node:worker_threads'

/** A worker that sends every message back. */
parentPort?.on('message', (message: unknown) => {
  parentPort?.postMessage(message)
})
