import { runProcessBody } from '../engine/executors/process-body.ts'
import { taskProcessSide } from './process-side.ts'

/** Entry of a process that does an executor's tasks. */
void taskProcessSide().then(side => {
  runProcessBody(side)
})
