import { WorkerPool } from '../../src/engine/pool/worker-pool.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { DISPATCH_THREADS, type Dispatcher } from './dispatcher.ts'

/** The lab's warm dispatch over shared memory. */
export async function openLabDispatcher(): Promise<Dispatcher> {
  const pool = new WorkerPool(nodeThreads(), nodeClock, DISPATCH_THREADS)
  const dispatch = await pool.openDispatch(DISPATCH_THREADS)
  return {
    call: task => dispatch.run('echo', task),
    async close() {
      await dispatch.close()
      await pool.close()
    },
  }
}
