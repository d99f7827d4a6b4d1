import { parentPort } from 'node:worker_threads'
import { registryOf } from '../../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../src/node/worker-side.ts'
import { planted } from './experiment.ts'

/** Entry of a worker thread that knows the planted deadlocks. */
if (parentPort === null) throw new Error('this file runs as a worker thread only')
runWorkerBody(workerSide(parentPort), registryOf([planted]))
