import type { Awaited } from './awaited-words.ts'
import type { WorkerFigures } from '../../contract/events.ts'
import type { Done } from '../experiments/kit/define-experiment.ts'
import type { Timing } from '../experiments/kit/measures.ts'
import { PHASE, type WorkerCells } from '../telemetry/worker-cells.ts'

/** How far a worker has come, and what it does. */
export interface WorkerStanding {
  /** Live count, modulo 2^32. */
  readonly operations: number
  readonly phase: number
  /** Odd while it waits. */
  readonly epoch: number
  readonly does: Doing
  /** Matters outside shared memory that it waits for, and that end by themselves. */
  readonly outside: number
}

export type Doing =
  | ({ readonly does: 'waits' } & Awaited)
  | { readonly does: 'waits to start' | 'runs' | 'sleeps' | 'has returned' | 'has thrown' | 'has died' }

/** What a phase, an awaited word and an event loop come to. */
export function doing(phase: number, awaited: Awaited | null, isAsleep: () => boolean): Doing {
  if (phase === PHASE.finished) return { does: 'has returned' }
  if (phase === PHASE.threw) return { does: 'has thrown' }
  if (phase < PHASE.measuring) return { does: 'waits to start' }
  if (awaited !== null) return { does: 'waits', ...awaited }
  return { does: isAsleep() ? 'sleeps' : 'runs' }
}

/** What the workers of a trial counted; read it when they are done. */
export function doneOf(cells: readonly WorkerCells[]): Done {
  const perWorker = cells.map(cell => cell.completed.value)
  return { operations: sum(perWorker), perWorker }
}

/**
 * What the clocks and cells say of a trial; read it when its workers are done.
 * @param waits how often they went to sleep on a lock, all together
 */
export function timingOf(cells: readonly WorkerCells[], waits: number): Timing {
  const ran = cells.filter(cell => cell.finishedNanos.value > 0)
  const first = Math.min(...ran.map(cell => cell.startedNanos.value))
  const last = Math.max(...ran.map(cell => cell.finishedNanos.value))
  return {
    measuredMillis: ran.length > 0 ? Math.max(0, last - first) / 1e6 : 0,
    cpuMillis: sum(ran.map(cell => cell.cpuMicros.value)) / 1e3,
    waits,
  }
}

/** What each worker did; read it when they are done. */
export function figuresOf(cells: readonly WorkerCells[]): WorkerFigures[] {
  return cells.map(cell => ({
    operations: cell.completed.value,
    measuredMillis: Math.max(0, cell.finishedNanos.value - cell.startedNanos.value) / 1e6,
    cpuMillis: cell.cpuMicros.value / 1e3,
  }))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
