import { parentPort } from 'node:worker_threads'
import { instruments } from '../../../src/engine/experiments/index.ts'
import { registryOf } from '../../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../src/node/worker-side.ts'
import { faulty } from './experiment.ts'
import { hearSession } from './heard-sessions.ts'

/** Entry of a worker thread that knows the faulty experiment. */
if (parentPort === null) throw new Error('this file runs as a worker thread only')
parentPort.on('message', hearSession)
runWorkerBody(workerSide(parentPort), new Map([...registryOf([faulty]), ...instruments]))
