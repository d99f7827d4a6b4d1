import type { MessagePort } from 'node:worker_threads'
import type { ExecutorPorts } from '../engine/ports.ts'
import type { OpenExecutors } from '../engine/pool/session-executors.ts'

/**
 * What a worker thread opens executors with.
 * @param parent its port to the thread that started it
 * @param file the entry of the executors' threads; another one knows other experiments
 */
export function workerExecutors(parent: MessagePort, file?: URL): OpenExecutors {
  let ports: ExecutorPorts | null = null
  return async (experiment, words) => {
    const [{ executorsOn }, { executorPorts }] = await Promise.all([
      import('../engine/executors/kept-executors.ts'),
      import('./executor-ports.ts'),
    ])
    ports ??= executorPorts(parent, file)
    return executorsOn(ports, experiment, words)
  }
}
