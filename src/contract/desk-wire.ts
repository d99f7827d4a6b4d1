import type { Answer } from './answer.ts'
import type { Catalogue, ModelEntry } from './catalogue.ts'
import type { DoctorReport } from './doctor.ts'
import type { CurveProgress, RecordedTrial, RunEvent, RunPhase, RunPlanSummary, RunPreview } from './events.ts'
import type { Exploration, ExploreProgress, ExploreRequestInput } from './exploration.ts'
import type {
  HistoryPage,
  HistoryQueryInput,
  HistorySize,
  RunEdit,
  RunEntry,
  StoredRun,
  StoredSweep,
} from './history.ts'
import type { Overlay, OverlayProgress, OverlayRequestInput } from './overlay.ts'
import type { ReportFormat, ReportOffer } from './report-formats.ts'
import type { PoolState } from './pool.ts'
import type { RunComparison } from './run-comparison.ts'
import type { MachineFacts, RunDocument, Versions } from './run-document.ts'
import type { Replay } from './replay.ts'
import type { RunRequestInput } from './run-request.ts'
import type { SweepDocument } from './sweep.ts'
import type { SweepEvent, SweepPreview } from './sweep-events.ts'
import type { SweepRequestInput } from './sweep-request.ts'

/**
 * What may cross the border between a page and the desk: the one place in the engine host that all pages talk to, and
 * that tells all of them the same.
 *
 * Messages are birpc's: objects on a MessagePort, JSON text on a WebSocket. Frames travel beside them, as the bare cells
 * of {@link file://./frames.ts}: a Float64Array on a port, a binary message on a socket.
 */

/** A run that goes on, with all that was told of it so far. */
export interface RunUnderWay {
  readonly plan: RunPlanSummary
  readonly phase: RunPhase
  readonly workersReady: number
  /** Those longer ago come without their series, workers, waits and tiles. */
  readonly recorded: readonly RecordedTrial[]
  /** Who waited for whom in the trial under way when that changed last. */
  readonly waits: WaitsChanged | null
  /** What was proved of the trial under way. */
  readonly deadlock: DeadlockProved | null
  /** How far the points of a curve have come; null before the first of their trials has ended. */
  readonly curve: CurveProgress | null
}

export type WaitsChanged = Extract<RunEvent, { readonly kind: 'waits-changed' }>
export type DeadlockProved = Extract<RunEvent, { readonly kind: 'deadlock-proved' }>

/** A sweep, with what there is of it so far; `left` is null where it has ended. */
export interface SweepSoFar {
  readonly sweep: SweepDocument
  readonly left: number | null
}

/** Why the present engine host is not the first one. */
export interface HostRestart {
  /** ISO 8601. */
  readonly at: string
  readonly reason: string
}

/** Everything a page needs to draw itself, whenever it comes. */
export interface DeskSnapshot {
  readonly catalogue: Catalogue
  readonly machine: MachineFacts
  readonly versions: Versions
  readonly pool: PoolState
  /** What reports can be made here. */
  readonly reports: readonly ReportOffer[]
  readonly underWay: RunUnderWay | null
  /** The run that ended last, also when its host died of it. */
  readonly last: RunDocument | null
  /** The sweep that goes on, or ended last. */
  readonly sweep: SweepSoFar | null
  readonly restart: HostRestart | null
}

export type DeskEvent =
  | RunEvent
  | SweepEvent
  | { readonly kind: 'pool-changed'; readonly pool: PoolState }
  /** Defaults depend on how many cores are kept free. */
  | { readonly kind: 'catalogue-changed'; readonly catalogue: Catalogue }
  /** Runs were kept, changed, deleted or brought back. */
  | { readonly kind: 'history-changed' }
  /** Only the page that asked for the search hears of it. */
  | { readonly kind: 'exploring'; readonly progress: ExploreProgress }
  /** The same for rounds on real threads. */
  | { readonly kind: 'overlaying'; readonly progress: OverlayProgress }

/** Calls from a page to the desk. */
export interface DeskFunctions {
  /** The first call of every page; events and frames follow it. */
  attach(): Promise<Answer<DeskSnapshot>>
  preview(request: RunRequestInput): Promise<Answer<RunPreview>>
  /** Answers once the run has started; what becomes of it comes as events, to every page. */
  run(request: RunRequestInput): Promise<Answer<{ readonly runId: string }>>
  previewSweep(request: SweepRequestInput): Promise<Answer<SweepPreview>>
  /** Answers once the sweep has started; what becomes of it comes as events, to every page. */
  sweep(request: SweepRequestInput): Promise<Answer<{ readonly sweepId: string }>>
  /** The same for a sweep of the history that lacks points. */
  resumeSweep(sweepId: string): Promise<Answer<{ readonly sweepId: string }>>
  stop(): Promise<Answer<null>>
  /** Lets a deadlock that was left standing go on without one of its members. */
  release(): Promise<Answer<null>>
  models(): Promise<Answer<readonly ModelEntry[]>>
  /** Answers when the search is over; how far it is comes as events. */
  explore(request: ExploreRequestInput): Promise<Answer<Exploration>>
  /** The same for rounds on real threads. */
  overlay(request: OverlayRequestInput): Promise<Answer<Overlay>>
  stopExploring(): Promise<Answer<null>>
  replay(line: string): Promise<Answer<Replay>>
  doctor(): Promise<Answer<DoctorReport>>
  history(query: HistoryQueryInput): Promise<Answer<HistoryPage>>
  openRun(runId: string): Promise<Answer<StoredRun>>
  openSweep(sweepId: string): Promise<Answer<StoredSweep>>
  editRun(runId: string, edit: RunEdit): Promise<Answer<RunEntry>>
  deleteRuns(runIds: readonly string[]): Promise<Answer<null>>
  restoreRuns(runIds: readonly string[]): Promise<Answer<null>>
  limitHistory(bytes: number): Promise<Answer<HistorySize>>
  /** Takes in a run from the text of its report; over a socket it comes as a request of its own. */
  importRun(text: string): Promise<Answer<RunEntry>>
  /** Runs of the history, held against the first of them. */
  compare(runIds: readonly string[]): Promise<Answer<RunComparison>>
  reportComparison(runIds: readonly string[], format: ReportFormat): Promise<Answer<string>>
  /** Stops making the report that this page waits for; that one's answer is CANCELLED. */
  cancelReport(): Promise<Answer<null>>
  /** A report of a run or a sweep that the desk remembers, or that the history holds. */
  report(runId: string, format: ReportFormat): Promise<Answer<string>>
  rebuildPool(): Promise<Answer<PoolState>>
  keepCoresFree(cores: number): Promise<Answer<PoolState>>
  /** The page has dealt with the last frame and can take another. Nobody waits for an answer. */
  frameTaken(): void
}

/** Calls from the desk to a page; nobody waits for an answer. */
export interface PageFunctions {
  /** In order. Trials come in batches: they may end faster than a screen can show them. */
  events(events: readonly DeskEvent[]): void
  /** Said before the desk hangs up on a page. */
  refused(code: string, message: string): void
}
