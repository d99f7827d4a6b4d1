import { MessageChannel } from 'node:worker_threads'
import { executorsOn } from '../../src/engine/executors/kept-executors.ts'
import { Region } from '../../src/engine/memory/region.ts'
import { EXPERIMENT_OFFSET } from '../../src/engine/pool/session-memory.ts'
import type { SessionExecutors } from '../../src/engine/pool/session-executors.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMailbox } from '../../src/node/mailbox.ts'
import { processLinks } from '../../src/node/process-links.ts'
import { forkTaskProcess, TaskProcesses } from '../../src/node/task-processes.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { memory, tasksWitness } from './tasks-experiment.ts'

/** Executors of the tasks' witness on the test's own thread, as a worker of a session has them. */
export class WitnessExecutors {
  readonly words: ReturnType<typeof memory.bind>
  /** How often they became busy, less how often they came to rest. */
  busy = 0
  readonly #executors: SessionExecutors
  readonly #processes: TaskProcesses
  readonly #ports = new MessageChannel()

  constructor() {
    const region = Region.allocate(EXPERIMENT_OFFSET + memory.byteLength)
    this.words = memory.bind(region.buffer, EXPERIMENT_OFFSET)
    const { port1, port2 } = this.#ports
    this.#processes = new TaskProcesses(
      () => forkTaskProcess(new URL('./tasks-process-main.ts', import.meta.url)),
      news => {
        port1.postMessage(news)
      },
    )
    port1.on('message', (message: unknown) => this.#processes.hear(message))
    this.#executors = executorsOn(
      {
        threads: nodeThreads(new URL('./tasks-main.ts', import.meta.url)),
        clock: nodeClock,
        mailbox: nodeMailbox,
        processes: processLinks(port2),
      },
      tasksWitness,
      region.memory,
    )
  }

  open(kind: 'threads' | 'processes', workers: number) {
    return this.#executors.open(kind, workers, () => {
      this.busy += 1
      return () => {
        this.busy -= 1
      }
    })
  }

  async close(): Promise<void> {
    await this.#executors.close()
    this.#ports.port1.close()
  }
}
