import { parentPort } from 'node:worker_threads'
import { instruments } from '../../../src/engine/experiments/index.ts'
import { registryOf } from '../../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../src/node/worker-side.ts'
import { sabotagedExperiments } from './sabotaged-experiments.ts'

/** Entry of a worker thread that knows the sabotaged experiments. */
if (parentPort === null) throw new Error('sabotaged-worker-main runs as a worker thread only')
runWorkerBody(workerSide(parentPort), new Map([...registryOf(sabotagedExperiments), ...instruments]))
