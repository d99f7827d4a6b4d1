import { LabError } from '../../base/errors.ts'
import { listed, workerName } from '../../base/text.ts'
import type { ThreadExit } from '../ports.ts'

/** Something that broke in a worker. */
export interface Fault {
  readonly worker: number
  readonly code: 'WORKER_DIED' | 'WORKER_FAILED'
  readonly message: string
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

/** The kernel threw; the thread lives on. */
export function threw(worker: number, what: string): Fault {
  return { worker, code: 'WORKER_FAILED', message: `worker ${workerName(worker)} threw ${what}` }
}

/** A worker stays in a session that is over. */
export function notReleased(): LabError {
  return new LabError('WORKER_STUCK', 'a worker did not leave its session')
}
