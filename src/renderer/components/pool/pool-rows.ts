import { workerName } from '../../../base/text.ts'
import { WORKER_STATES } from '../../../contract/frames.ts'
import type { PoolState } from '../../../contract/pool.ts'
import { formatRate, formatShare } from '../../../base/units.ts'
import type { LiveRun } from '../../stores/live.ts'

/** One line of the pool's table. */
export interface PoolRow {
  readonly thread: string
  /** 0-based place in the run whose figures stand in the row; null where it had none. */
  readonly worker: number | null
  /** "T1", or a word where the thread has no place. */
  readonly number: string
  readonly role: string
  readonly state: string
  readonly rate: string
  readonly cpu: string
}

/** Rows in the pool's order, with what the present or last run has shown of each thread. */
export function poolRows(
  pool: PoolState,
  places: ReadonlyMap<string, number>,
  run: LiveRun | null,
  running: boolean,
): PoolRow[] {
  return pool.threads.map(thread => {
    const worker = (running ? thread.worker : (places.get(thread.name) ?? thread.worker)) ?? null
    const live = worker === null ? undefined : run?.workers[worker]
    const role = worker === null ? undefined : run?.arms[run.arm]?.roles[worker]
    return {
      thread: thread.name,
      worker: live === undefined ? null : worker,
      number: worker === null ? 'no run' : workerName(worker),
      role: role === undefined || role === '' ? 'no run' : role,
      state: (running ? WORKER_STATES[live?.states.last ?? -1] : undefined) ?? 'parked',
      rate: live === undefined || Number.isNaN(live.rate) ? 'not measured' : formatRate(live.rate),
      cpu: live === undefined || live.measuredMillis === 0 ? 'not measured' : cpuText(live.cpuShare),
    }
  })
}

function cpuText(share: number | null): string {
  return share === null ? 'too short for the CPU clock' : formatShare(share)
}
