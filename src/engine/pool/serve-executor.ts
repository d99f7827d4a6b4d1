import { describeThrown, LabError } from '../../base/errors.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import { Region } from '../memory/region.ts'
import type { WorkerSide } from '../ports.ts'
import { bindDispatch, dispatchHash } from './dispatch/lane.ts'
import { ExecutorLane, type RunTask } from './dispatch/serve-executor-lane.ts'
import { EXPERIMENT_OFFSET } from './session-memory.ts'
import type { ServedExecutor, ServeMessage, WorkerMessage } from './worker-protocol.ts'

/** Serves an executor of an experiment until it is shut down. Runs inside the executor's worker. */
export async function serveExecutor(
  side: WorkerSide,
  known: Registry,
  message: Omit<ServeMessage, 'kind'> & { readonly executor: ServedExecutor },
  say: (message: WorkerMessage) => void,
): Promise<void> {
  const { session, lane: place, memory, executor } = message
  const lane = new ExecutorLane(bindDispatch(memory.buffer), place, side.mailbox(executor.mailbox), () =>
    side.nowNanos(),
  )
  let run: RunTask
  try {
    run = await tasksOf(known, message, lane)
  } catch (thrown) {
    say({ kind: 'refused', session, reason: describeThrown(thrown) })
    return
  }
  say({ kind: 'ready', session })
  await lane.serve(run)
  say({ kind: 'released', session })
}

async function tasksOf(
  known: Registry,
  { layoutHash, executor }: Omit<ServeMessage, 'kind'> & { readonly executor: ServedExecutor },
  lane: ExecutorLane,
): Promise<RunTask> {
  const experiment = await known.get(executor.experiment)?.()
  const table = await experiment?.loadTasks?.()
  if (table === undefined)
    throw new LabError('UNKNOWN_EXPERIMENT', `this worker has no tasks of ${executor.experiment}`)
  const own = dispatchHash(table.names)
  if (own !== layoutHash) {
    throw new LabError('LAYOUT_MISMATCH', `this worker serves ${own}, its caller asks for ${layoutHash}`)
  }
  const { buffer } = Region.attach(executor.words)
  return table.at(lane.place, { buffer, offset: EXPERIMENT_OFFSET })
}
