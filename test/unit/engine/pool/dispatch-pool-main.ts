import { parentPort } from 'node:worker_threads'
import { registryOf } from '../../../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../../src/node/worker-side.ts'
import { witness } from '../../../helpers/body-experiment.ts'
import { trickyTasks } from './dispatch-tasks.ts'

/** Entry of a pool's thread that knows the witness and the tricky tasks. */
if (parentPort === null) throw new Error('dispatch-pool-main runs as a worker thread only')
runWorkerBody(workerSide(parentPort), registryOf([witness]), { tasks: trickyTasks })
