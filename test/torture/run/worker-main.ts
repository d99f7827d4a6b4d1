import { parentPort } from 'node:worker_threads'
import { instruments } from '../../../src/engine/experiments/index.ts'
import { registryOf } from '../../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../src/node/worker-side.ts'
import { dyingHolder } from './experiment.ts'

/** Entry of a worker thread that knows the experiment whose workers die. */
if (parentPort === null) throw new Error('this file runs as a worker thread only')
runWorkerBody(workerSide(parentPort), new Map([...registryOf([dyingHolder]), ...instruments]))
