import { LabError } from '../../base/errors.ts'
import { listed, workerName } from '../../base/text.ts'
import type { ThreadExit } from '../ports.ts'
import type { WorkerMessage } from './worker-protocol.ts'

type Threw = Extract<WorkerMessage, { kind: 'threw' }>

/** Something that broke in a worker. */
export interface Fault {
  readonly worker: number
  readonly code: 'WORKER_DIED' | 'WORKER_FAILED' | 'RELOCK'
  readonly message: string
  /** RELOCK: the lock's name. */
  readonly lock?: string
}

/**
 * The thread is gone.
 * @param abandoned names of the locks that it held
 */
export function died(worker: number, { code, error }: ThreadExit, abandoned: readonly string[]): Fault {
  const how = error ?? `it ended with exit code ${String(code)}`
  const left = abandoned.length === 0 ? '' : `; it held ${listed(abandoned)}: ABANDONED`
  return { worker, code: 'WORKER_DIED', message: `worker ${workerName(worker)} died: ${how}${left}` }
}

/**
 * The kernel threw; the thread lives on.
 * @param nameOf the name of a lock by its address
 */
export function threw(
  worker: number,
  { reason, code, address }: Pick<Threw, 'reason' | 'code' | 'address'>,
  nameOf: (address: number) => string,
): Fault {
  const message = `worker ${workerName(worker)} threw ${reason}`
  return code === 'RELOCK'
    ? { worker, code, message, lock: nameOf(address) }
    : { worker, code: 'WORKER_FAILED', message }
}

/** A worker stays in a session that is over. */
export function notReleased(): LabError {
  return new LabError('WORKER_STUCK', 'a worker did not leave its session')
}
