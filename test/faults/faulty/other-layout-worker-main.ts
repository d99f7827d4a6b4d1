import { parentPort } from 'node:worker_threads'
import { instruments } from '../../../src/engine/experiments/index.ts'
import { registryOf } from '../../../src/engine/experiments/kit/registry.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../src/node/worker-side.ts'
import { faulty, memory } from './experiment.ts'

/** Entry of a worker thread from other sources: the faulty experiment's words lie elsewhere. */
if (parentPort === null) throw new Error('this file runs as a worker thread only')
const { total, gate, gateIsHeld, never } = memory.fields
const elsewhere = layout('faulty', { never, gateIsHeld, gate, total })
runWorkerBody(workerSide(parentPort), new Map([...registryOf([{ ...faulty, layout: elsewhere }]), ...instruments]))
