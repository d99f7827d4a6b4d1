import { parentPort } from 'node:worker_threads'
import { runWorkerBody } from '../engine/pool/worker-body.ts'
import { workerExecutors } from './worker-executors.ts'
import { workerSide } from './worker-side.ts'

/** Entry of a worker thread. */
if (parentPort === null) throw new Error('worker-main runs as a worker thread only')
runWorkerBody(workerSide(parentPort), undefined, { openExecutors: workerExecutors(parentPort) })
