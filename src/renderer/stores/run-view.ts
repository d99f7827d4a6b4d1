import { leavesStanding } from '../../contract/aftermath.ts'
import type { DeadlockProved } from '../../contract/desk-wire.ts'
import type { CurveProgress, RecordedTrial, RunPhase, RunPlanSummary } from '../../contract/events.ts'

/** A run that goes on. A new object whenever something of it changed. */
export interface RunView {
  readonly plan: RunPlanSummary
  readonly phase: RunPhase
  readonly workersReady: number
  readonly recorded: readonly RecordedTrial[]
  /** A deadlock that was proved and is left standing. */
  readonly deadlock: DeadlockProved | null
  readonly curve?: CurveProgress | null
}

/** What is proved and ends its trial at once is told by the trial. */
export function standing(plan: RunPlanSummary, proved: DeadlockProved | null): DeadlockProved | null {
  const params = proved === null ? undefined : plan.arms[proved.arm]?.params
  return params !== undefined && leavesStanding(params) ? proved : null
}
