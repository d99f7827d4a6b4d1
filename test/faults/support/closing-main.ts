import { openFaultyLab } from '../faulty/faulty-lab.ts'
import { faultyRequest } from './faulty-request.ts'

/** Entry of a process that opens labs, closes them, and ends when nothing keeps it any more. */

const quiet = { event: () => undefined, frame: () => undefined }

const idle = openFaultyLab()
await idle.run(faultyRequest('behave', { workers: 6 }), quiet)

const hanging = openFaultyLab()
const run = hanging.run(faultyRequest('loop', { timeCap: 60 }), {
  event: () => undefined,
  frame: () => void hanging.close(),
})

const { state } = await run
await Promise.all([idle.close(), hanging.close()])
console.log(JSON.stringify({ state, threads: idle.threadCount + hanging.threadCount }))
