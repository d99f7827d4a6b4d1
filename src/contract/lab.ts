import type { Cancelling } from '../base/cancellation.ts'
import type { Catalogue, ModelEntry } from './catalogue.ts'
import type { DoctorReport } from './doctor.ts'
import type { RunEvent, RunPreview } from './events.ts'
import type { Exploration, ExploreProgress, ExploreRequestInput } from './exploration.ts'
import type { History } from './history.ts'
import type { Overlay, OverlayProgress, OverlayRequestInput } from './overlay.ts'
import type { PoolState } from './pool.ts'
import type { Replay } from './replay.ts'
import type { ReportFormat, ReportOffer } from './report-formats.ts'
import type { RunComparison } from './run-comparison.ts'
import type { RunDocument } from './run-document.ts'
import type { RunRequestInput } from './run-request.ts'
import type { SweepDocument } from './sweep.ts'
import type { SweepObserver, SweepPreview } from './sweep-events.ts'
import type { SweepRequestInput } from './sweep-request.ts'

/** Who watches a run. Frames are {@link file://./frames.ts}; the newest wins when the watcher is slow. */
export interface RunObserver {
  event(event: RunEvent): void
  frame(frame: Float64Array): void
}

/** A run to compare: one that is kept, as {@link History.find} finds it, or the text of a report that holds one. */
export type RunReference = { readonly kept: string } | { readonly text: string }

/**
 * The lab as every shell sees it, whatever carries it: in the shell's own process, in a forked child, in a utility
 * process.
 */
export interface Lab {
  readonly history: History
  catalogue(): Promise<Catalogue>
  /**
   * What a request would run, without running it.
   * @throws {LabError} every error that {@link run} would throw for it, but BUSY
   */
  preview(request: RunRequestInput): Promise<RunPreview>
  /**
   * Runs an experiment to its end, whatever that is.
   *
   * Guarantees: exactly one `run-finished` per accepted request, equal to the result.
   * @throws {LabError} BUSY while another run goes on, and every error of a request that does not check out
   */
  run(request: RunRequestInput, observer: RunObserver): Promise<RunDocument>
  /** What a sweep would be, and what the history has of it, without measuring anything. */
  previewSweep(request: SweepRequestInput): Promise<SweepPreview>
  /**
   * Runs an experiment at every value of a parameter, or of two, that the history does not have of this sweep yet. What
   * was measured at a point is kept before the next one begins.
   *
   * Guarantees: exactly one `sweep-finished` per accepted request, equal to the result.
   * @throws {LabError} BUSY while a run or a sweep goes on, and every error of a request that does not check out
   */
  sweep(request: SweepRequestInput, observer: SweepObserver): Promise<SweepDocument>
  /**
   * Goes on with a sweep of the history.
   * @param id null: the last one that lacks points
   * @throws {LabError} as {@link sweep}, and UNKNOWN_RUN
   */
  resumeSweep(id: string | null, observer: SweepObserver): Promise<SweepDocument>
  /** Asks the present run, or sweep, to end; resolves at once. The run's own result says how it ended. */
  stop(): Promise<void>
  /**
   * Picks a victim from the deadlock that was left standing, so that the rest of its trial can go on; resolves at once.
   * Where none stands, nothing happens.
   */
  release(): Promise<void>
  /** What {@link explore} can search, in the order of the syllabus. */
  models(): Promise<readonly ModelEntry[]>
  /**
   * Searches every interleaving of an experiment's model. Searches go on beside runs, one at a time, each in its turn.
   *
   * Guarantees: what is `complete` was searched whole; a schedule that is returned can be replayed.
   * @param progress hears how far it is, several times a second
   * @throws {LabError} for a request that does not check out
   */
  explore(request: ExploreRequestInput, progress: (progress: ExploreProgress) => void): Promise<Exploration>
  /**
   * Runs on real threads, in many rounds, what a model stands for, at the model's own sizes; runs wait for it.
   * @param progress hears how far it is, several times a second
   * @throws {LabError} BUSY during a run, NO_ROUNDS, and for a request that does not check out
   */
  overlay(request: OverlayRequestInput, progress: (progress: OverlayProgress) => void): Promise<Overlay>
  /** Ends the search and the rounds under way; what they found says that it was cut short. Resolves at once. */
  stopExploring(): Promise<void>
  /**
   * Takes a schedule's steps, which may end anywhere, and says what could come next: with longer and shorter lines, a
   * player. The same line gives the same replay, always.
   * @throws {LabError} BAD_VALUE where the line is none, or a step of it cannot be taken
   */
  replay(line: string): Promise<Replay>
  /**
   * Examines the machine; a run asked for meanwhile waits for it.
   * @throws {LabError} BUSY during a run, which it would disturb
   */
  doctor(): Promise<DoctorReport>
  /** All formats, and why some cannot be made here. */
  reportOffers(): Promise<readonly ReportOffer[]>
  /**
   * The run as a file's text, or in base64 what is no text; every shell makes the same text of a run, byte for byte.
   * @param cancelling what a browser makes ends with it
   * @throws {LabError} NO_BROWSER for a format that is offered as unavailable, NOTHING_TO_DRAW for a picture of nothing
   */
  report(document: RunDocument, format: ReportFormat, cancelling?: Cancelling): Promise<string>
  /**
   * Holds runs of one experiment against the first of them.
   * @throws {LabError} NOT_COMPARABLE; UNKNOWN_RUN or BAD_IMPORT where one of them is none
   */
  compare(runs: readonly RunReference[]): Promise<RunComparison>
  /** The same of a comparison as {@link report} of a run. @throws {LabError} USAGE for a format of runs alone */
  reportComparison(comparison: RunComparison, format: ReportFormat, cancelling?: Cancelling): Promise<string>
  /**
   * The same of a sweep.
   * @throws {LabError} USAGE for a format that shows single runs, see {@link file://./report-formats.ts}
   */
  sweepReport(document: SweepDocument, format: ReportFormat, cancelling?: Cancelling): Promise<string>
  pool(): Promise<PoolState>
  /**
   * Ends all worker threads and starts new ones.
   * @throws {LabError} BUSY during a run
   */
  rebuildPool(): Promise<PoolState>
  /**
   * Decides how many cores are left to the interface, and by that the pool's size and the default number of workers.
   * @param cores a whole number from 0 to the machine's cores minus 1
   * @throws {LabError} BAD_VALUE, or BUSY during a run
   */
  keepCoresFree(cores: number): Promise<PoolState>
  /** Ends everything: no thread and no process is left. */
  close(): Promise<void>
}
