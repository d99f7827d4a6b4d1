import type { MachineFacts, RunDocument, Trial, TrialSeries, Versions, Warning } from './run-document.ts'
import type { ParamValues } from './words.ts'

/** What a run tells while it goes on. Every event names its run; a shell drops those of another. */

export interface RunPlanSummary {
  readonly runId: string
  readonly experiment: string
  readonly seed: number
  /** ISO 8601. */
  readonly startedAt: string
  /** Planned trials of each arm. */
  readonly trials: number
  readonly arms: readonly { readonly variant: string; readonly params: ParamValues }[]
  readonly warnings: readonly Warning[]
  readonly machine: MachineFacts
  readonly versions: Versions
}

/** One finished trial with all that the run's document needs of it. */
export interface RecordedTrial {
  /** Index into the plan's arms. */
  readonly arm: number
  readonly trial: Trial
  /** The trial's figure of each measure that it has, by name. */
  readonly measures: Readonly<Record<string, number>>
  readonly failedChecks: readonly string[]
  readonly series: TrialSeries | null
}

export type RunEvent =
  | { readonly kind: 'run-started'; readonly runId: string; readonly plan: RunPlanSummary }
  | { readonly kind: 'trial-finished'; readonly runId: string; readonly recorded: RecordedTrial }
  | { readonly kind: 'run-finished'; readonly runId: string; readonly document: RunDocument }
