import { runProcessBody } from '../../src/engine/executors/process-body.ts'
import { registryOf } from '../../src/engine/experiments/kit/registry.ts'
import { taskProcessSide } from '../../src/node/process-side.ts'
import { tasksWitness } from './tasks-experiment.ts'

/** Entry of a process that knows the tasks' witness and nothing else. */
runProcessBody(await taskProcessSide(), registryOf([tasksWitness]))
