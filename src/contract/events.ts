import type { Keeping } from './history.ts'
import type {
  BoundAxis,
  Finding,
  MachineFacts,
  RunDocument,
  Trial,
  TrialSeries,
  Versions,
  Warning,
} from './run-document.ts'
import type { TileMap } from './tile-map.ts'
import type { Resource, WaitRecord, WaitSample } from './wait-graph.ts'
import type { ParamValues, PrimitivesForm } from './words.ts'

/** What a run tells while it goes on. Every event names its run; a shell drops those of another. */

/** One variant of a run, before it has run. */
export interface PlannedArm {
  readonly variant: string
  readonly params: ParamValues
  /** What each worker is for, T1 first. */
  readonly roles: readonly string[]
  /** The range that its final value can have at all, where it has one. */
  readonly axis: BoundAxis | null
}

/** What a request would run, after every check. */
export interface RunPreview {
  readonly experiment: string
  /** Its figures will be a model's. */
  readonly simulated: boolean
  /** Planned trials of each arm. */
  readonly trials: number
  readonly arms: readonly PlannedArm[]
  /** Throughput against workers: how many of them, and how many trials that takes beside those of the arms. */
  readonly curve: { readonly workers: readonly number[]; readonly trials: number } | null
  readonly warnings: readonly Warning[]
}

export interface RunPlanSummary extends RunPreview {
  readonly runId: string
  readonly seed: number
  /** ISO 8601. */
  readonly startedAt: string
  readonly machine: MachineFacts
  readonly versions: Versions
  readonly primitives: PrimitivesForm
}

/** What one worker did in one trial. */
export interface WorkerFigures {
  readonly operations: number
  /** From its own crossing of the start line to its kernel's return. */
  readonly measuredMillis: number
  /** CPU time in that phase; booked by the system in steps of milliseconds, so only sums over many mean something. */
  readonly cpuMillis: number
}

/** One finished trial with all that the run's document and its watchers need of it. */
export interface RecordedTrial {
  /** Index into the plan's arms. */
  readonly arm: number
  readonly trial: Trial
  /** The trial's figure of each measure that it has, by name. */
  readonly measures: Readonly<Record<string, number>>
  readonly failedChecks: readonly string[]
  /** What was found out about a trial beside its outcome: deadlocks, standstills, risks. */
  readonly findings: readonly Finding[]
  readonly series: TrialSeries | null
  /** When it had ended, since the run was started. */
  readonly endedMillis: number
  /** T1 first; empty where workers had to be terminated and their words are not to be trusted. */
  readonly perWorker: readonly WorkerFigures[]
  /** Null where the experiment does not draw who waits for whom. */
  readonly waits: WaitRecord | null
  /** Of completed trials, where the experiment has an image in tiles. */
  readonly tiles: TileMap | null
  readonly rejectedCandidates: number
  /** What looking for deadlocks took of one core; null where that is not what the experiment is about. */
  readonly detectorShare: number | null
}

/** How far a workers curve has come. */
export interface CurveProgress {
  /** Trials that have ended, of those beside the arms'. */
  readonly done: number
  readonly planned: number
  /** Of the last one. */
  readonly variant: string
  readonly workers: number
}

/** Where a run is. `calibrating` comes before the first trial of a curve, and after the last trial where a figure needs it. */
export const RUN_PHASES = ['booting', 'measuring', 'calibrating', 'stopping', 'finished'] as const
export type RunPhase = (typeof RUN_PHASES)[number]

export type RunEvent =
  | { readonly kind: 'run-started'; readonly runId: string; readonly plan: RunPlanSummary }
  | {
      readonly kind: 'phase-changed'
      readonly runId: string
      readonly phase: RunPhase
      /** Workers that stand ready; counts up while booting. */
      readonly workersReady: number
    }
  /** Who waits for whom has changed; at most twenty times a second, a proved deadlock at once. */
  | {
      readonly kind: 'waits-changed'
      readonly runId: string
      readonly arm: number
      readonly trial: number
      readonly resources: readonly Resource[]
      readonly sample: WaitSample
    }
  /** A deadlock was proved; the trial may go on standing. */
  | { readonly kind: 'deadlock-proved'; readonly runId: string; readonly arm: number; readonly finding: Finding }
  /** A trial with another number of workers than was asked for has ended. */
  | { readonly kind: 'curve-advanced'; readonly runId: string; readonly progress: CurveProgress }
  | { readonly kind: 'trial-finished'; readonly runId: string; readonly recorded: RecordedTrial }
  | {
      readonly kind: 'run-finished'
      readonly runId: string
      readonly document: RunDocument
      /** What became of it in the history; absent where it was not to be kept. */
      readonly keeping?: Keeping
    }
