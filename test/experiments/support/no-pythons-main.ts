import { parentPort } from 'node:worker_threads'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../src/node/worker-side.ts'

/** Entry of a worker thread on a machine without a Python. */
if (parentPort === null) throw new Error('no-pythons-main runs as a worker thread only')
runWorkerBody({
  ...workerSide(parentPort),
  programs: {
    findInterpreters: () => Promise.resolve({ interpreters: [], leftOut: [] }),
    runPython: () => Promise.resolve({ kind: 'not-started', why: 'there is none' }),
  },
})
