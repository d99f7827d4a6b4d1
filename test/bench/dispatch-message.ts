import { Worker } from 'node:worker_threads'
import * as z from 'zod'
import { LabError } from '../../src/base/errors.ts'
import { DISPATCH_THREADS, type Dispatcher } from './dispatcher.ts'

const messageSchema = z.tuple([z.int(), z.number()])

/** The least that Node offers: a message there, a message back, worker by worker. */
export async function openMessageDispatcher(): Promise<Dispatcher> {
  const waiting = new Map<number, (answer: number) => void>()
  const workers = Array.from({ length: DISPATCH_THREADS }, () => {
    const worker = new Worker(new URL('./dispatch-message-main.ts', import.meta.url))
    worker.on('message', (message: unknown) => {
      const [id, answer] = messageSchema.parse(message)
      waiting.get(id)?.(answer)
      waiting.delete(id)
    })
    return worker
  })
  let calls = 0
  const call = (task: number): Promise<number> => {
    const id = calls
    calls += 1
    const worker = workers[id % workers.length]
    if (worker === undefined) throw new LabError('INTERNAL', 'there is no worker to send a message to')
    return new Promise(resolve => {
      waiting.set(id, resolve)
      worker.postMessage([id, task])
    })
  }
  await Promise.all(workers.map(() => call(0)))
  return {
    call,
    async close() {
      await Promise.all(workers.map(worker => worker.terminate()))
    },
  }
}
