import { WorkerPool } from '../../../src/engine/pool/worker-pool.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { tasksWitness } from '../../helpers/tasks-experiment.ts'
import { tasksThreads } from '../../helpers/tasks-threads.ts'
import { untilBusy } from './busy-executors.ts'

/** Entry of a process whose executors are in the middle of endless tasks; ends itself when it is told to on its input. */
const pool = new WorkerPool(tasksThreads(), nodeClock, 1)
const params = { workers: 1, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
const arms = [{ variant: 'computes-for-ever', params }]
const session = await pool.open({
  experiment: tasksWitness,
  arms,
  workers: 1,
  primitives: 'javascript',
  telemetry: true,
})
session.startTrial({ arm: 0, parties: 1, seed: 1, cores: 2 })
await untilBusy(session)
console.log('busy')
process.stdin.once('data', () => process.exit(0))
