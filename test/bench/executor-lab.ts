import { MessageChannel } from 'node:worker_threads'
import { executorsOn } from '../../src/engine/executors/kept-executors.ts'
import type { Executor, ExecutorKind } from '../../src/engine/experiments/kit/executor.ts'
import { rootsUpTo } from '../../src/engine/experiments/kit/roots.ts'
import { poolMap } from '../../src/engine/experiments/pool-map/experiment.ts'
import { same, sumOfRoots } from '../../src/engine/experiments/pool-map/tasks.ts'
import { Region } from '../../src/engine/memory/region.ts'
import { EXPERIMENT_OFFSET } from '../../src/engine/pool/session-memory.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMailbox } from '../../src/node/mailbox.ts'
import { processLinks } from '../../src/node/process-links.ts'
import { forkTaskProcess, TaskProcesses } from '../../src/node/task-processes.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import type { Sample } from './criterion.ts'
import type { Dispatcher } from './dispatcher.ts'

/** Tasks of a round of sums, as many as the goal names. */
export const SUMS = 8
const TOLERANCE = 1e-9

interface OpenExecutor {
  readonly executor: Executor
  readonly close: () => Promise<void>
}

/** An executor of the lab on this thread, warm. */
async function openExecutor(kind: ExecutorKind, workers: number): Promise<OpenExecutor> {
  const { port1, port2 } = new MessageChannel()
  const processes = new TaskProcesses(forkTaskProcess, news => {
    port1.postMessage(news)
  })
  port1.on('message', (message: unknown) => processes.hear(message))
  const { memory } = Region.allocate(EXPERIMENT_OFFSET + poolMap.layout.byteLength)
  const ports = { threads: nodeThreads(), clock: nodeClock, mailbox: nodeMailbox, processes: processLinks(port2) }
  const executors = executorsOn(ports, poolMap, memory)
  const executor = await executors.open(kind, workers, () => () => undefined)
  return {
    executor,
    async close() {
      await executor.shutdown()
      await executors.close()
      port1.close()
    },
  }
}

/** Tasks that give a number back: what is left is the price of asking. */
export async function openExecutorDispatcher(kind: ExecutorKind, workers: number): Promise<Dispatcher> {
  const { executor, close } = await openExecutor(kind, workers)
  await Promise.all(Array.from({ length: workers }, () => executor.submit(same, 0).result))
  return { call: task => executor.submit(same, task).result, close }
}

export interface SumsSide {
  /** {@link SUMS} sums of so many square roots each; `counted` are those that are right. */
  measure(size: number): Promise<Sample>
  close(): Promise<void>
}

export async function openSums(workers: number): Promise<SumsSide> {
  const { executor, close } = await openExecutor('threads', workers)
  return {
    async measure(size) {
      const started = nodeClock.nowMillis()
      const submitted = Array.from({ length: SUMS }, (_, task) => executor.submit(sumOfRoots, task * size + 1, size))
      const sums = await Promise.all(submitted.map(({ result }) => result))
      const millis = nodeClock.nowMillis() - started
      return { millis, counted: sums.filter((sum, task) => isRight(sum, task, size)).length }
    },
    close,
  }
}

function isRight(sum: number, task: number, size: number): boolean {
  const expected = rootsUpTo((task + 1) * size) - rootsUpTo(task * size)
  return Math.abs(sum - expected) <= expected * TOLERANCE
}
