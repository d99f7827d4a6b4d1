import { parentPort } from 'node:worker_threads'
import { registryOf } from '../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../src/node/worker-side.ts'
import { witness } from './body-experiment.ts'

/** Entry of a worker thread that knows the witness and nothing else. */
if (parentPort === null) throw new Error('body-main runs as a worker thread only')
runWorkerBody(workerSide(parentPort), registryOf([witness]))
