import { parentPort } from 'node:worker_threads'
import { runSearchBody } from '../engine/explore/search-body.ts'
import { nodeClock } from './clock.ts'
import { nodeModelFiles } from './model-files.ts'

/** Entry of a search thread. */
const port = parentPort
if (port === null) throw new Error('search-main runs as a worker thread only')
runSearchBody({
  clock: nodeClock,
  onMessage(listener) {
    port.on('message', listener)
  },
  post(message) {
    port.postMessage(message)
  },
  files: nodeModelFiles(),
})
