import type { Threads } from '../../src/engine/ports.ts'
import { forkTaskProcess } from '../../src/node/task-processes.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'

/** Threads, and processes for their executors, that know the tasks' witness and nothing else. */
export function tasksThreads(): Threads {
  return nodeThreads(new URL('./tasks-main.ts', import.meta.url), () =>
    forkTaskProcess(new URL('./tasks-process-main.ts', import.meta.url)),
  )
}
