import { workerData } from 'node:worker_threads'
import * as z from 'zod'
import { bindDispatch } from '../../../../src/engine/pool/dispatch/lane.ts'
import { serveTasks } from '../../../../src/engine/pool/dispatch/serve-tasks.ts'
import { trickyTasks } from './dispatch-tasks.ts'

/** Entry of a thread that serves one lane, with no pool around it. */
const { buffer, lane } = z.object({ buffer: z.instanceof(SharedArrayBuffer), lane: z.int() }).parse(workerData)
serveTasks(bindDispatch(buffer), lane, Object.values(trickyTasks))
