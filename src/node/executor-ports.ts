import type { MessagePort } from 'node:worker_threads'
import type { ExecutorPorts } from '../engine/ports.ts'
import { nodeClock } from './clock.ts'
import { nodeMailbox } from './mailbox.ts'
import { processLinks } from './process-links.ts'
import { nodeThreads } from './worker-threads.ts'

/** What executors of a worker thread stand on. @see workerExecutors */
export function executorPorts(parent: MessagePort, file?: URL): ExecutorPorts {
  return {
    threads: nodeThreads(file),
    clock: nodeClock,
    mailbox: nodeMailbox,
    processes: processLinks(parent),
  }
}
