import { parentPort } from 'node:worker_threads'
import { registryOf } from '../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../src/engine/pool/worker-body.ts'
import { workerExecutors } from '../../src/node/worker-executors.ts'
import { workerSide } from '../../src/node/worker-side.ts'
import { tasksWitness } from './tasks-experiment.ts'

/** Entry of a worker thread that knows the tasks' witness and nothing else. */
if (parentPort === null) throw new Error('tasks-main runs as a worker thread only')
runWorkerBody(workerSide(parentPort), registryOf([tasksWitness]), {
  openExecutors: workerExecutors(parentPort, new URL(import.meta.url)),
})
