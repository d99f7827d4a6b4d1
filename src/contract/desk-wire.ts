import type { Answer } from './answer.ts'
import type { Catalogue } from './catalogue.ts'
import type { DoctorReport } from './doctor.ts'
import type { RecordedTrial, RunEvent, RunPhase, RunPlanSummary, RunPreview } from './events.ts'
import type { ReportFormat } from './lab.ts'
import type { PoolState } from './pool.ts'
import type { MachineFacts, RunDocument, Versions } from './run-document.ts'
import type { RunRequestInput } from './run-request.ts'

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
  /** Those longer ago come without their series, workers and waits. */
  readonly recorded: readonly RecordedTrial[]
  /** Who waited for whom in the trial under way when that changed last. */
  readonly waits: WaitsChanged | null
  /** What was proved of the trial under way. */
  readonly deadlock: DeadlockProved | null
}

export type WaitsChanged = Extract<RunEvent, { readonly kind: 'waits-changed' }>
export type DeadlockProved = Extract<RunEvent, { readonly kind: 'deadlock-proved' }>

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
  readonly underWay: RunUnderWay | null
  /** The run that ended last, also when its host died of it. */
  readonly last: RunDocument | null
  readonly restart: HostRestart | null
}

export type DeskEvent =
  | RunEvent
  | { readonly kind: 'pool-changed'; readonly pool: PoolState }
  /** Defaults depend on how many cores are kept free. */
  | { readonly kind: 'catalogue-changed'; readonly catalogue: Catalogue }

/** Calls from a page to the desk. */
export interface DeskFunctions {
  /** The first call of every page; events and frames follow it. */
  attach(): Promise<Answer<DeskSnapshot>>
  preview(request: RunRequestInput): Promise<Answer<RunPreview>>
  /** Answers once the run has started; what becomes of it comes as events, to every page. */
  run(request: RunRequestInput): Promise<Answer<{ readonly runId: string }>>
  stop(): Promise<Answer<null>>
  /** Lets a deadlock that was left standing go on without one of its members. */
  release(): Promise<Answer<null>>
  doctor(): Promise<Answer<DoctorReport>>
  /** A report of one of the runs that the desk remembers. */
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
