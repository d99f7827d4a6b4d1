import { WORKER_STATES } from '../../contract/frames.ts'
import type { Word } from '../memory/cells.ts'
import { PHASE, type WorkerCells } from './worker-cells.ts'

/** The workers of a trial, as far as their states go. */
export interface SeenWorkers {
  readonly cells: readonly WorkerCells[]
  /** Each worker's wait epoch: odd while it waits. */
  readonly epochs: readonly Word[]
  /** Whether a worker sleeps in its event loop: only async kernels ever do. */
  isAsleep(worker: number): boolean
}

const BLOCKED = WORKER_STATES.indexOf('blocked')
const WAITS = WORKER_STATES.indexOf('waits')

/**
 * What each worker does, by its number in {@link WORKER_STATES}. A phase's number is the state's; but who measures may be
 * blocked, with an odd wait epoch, or wait for what its event loop will bring.
 */
export function statesOf(seen: SeenWorkers): number[] {
  return seen.cells.map((cell, worker) => {
    const phase = cell.phase.load()
    if (phase !== PHASE.measuring) return phase
    if ((seen.epochs[worker]?.load() ?? 0) % 2 !== 0) return BLOCKED
    return seen.isAsleep(worker) ? WAITS : phase
  })
}
