import type { Catalogue } from './catalogue.ts'
import type { DoctorReport } from './doctor.ts'
import type { RunEvent, RunPreview } from './events.ts'
import type { PoolState } from './pool.ts'
import type { RunDocument } from './run-document.ts'
import type { RunRequestInput } from './run-request.ts'

/** Who watches a run. Frames are {@link file://./frames.ts}; the newest wins when the watcher is slow. */
export interface RunObserver {
  event(event: RunEvent): void
  frame(frame: Float64Array): void
}

/** By file ending. */
export const REPORT_FORMATS = ['json', 'md'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/**
 * The lab as every shell sees it, whatever carries it: in the shell's own process, in a forked child, in a utility
 * process.
 */
export interface Lab {
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
  /** Asks the present run to end; resolves at once. The run's own result says how it ended. */
  stop(): Promise<void>
  /**
   * Picks a victim from the deadlock that was left standing, so that the rest of its trial can go on; resolves at once.
   * Where none stands, nothing happens.
   */
  release(): Promise<void>
  /**
   * Examines the machine; a run asked for meanwhile waits for it.
   * @throws {LabError} BUSY during a run, which it would disturb
   */
  doctor(): Promise<DoctorReport>
  /** The run as a file's text; every shell makes the same report of a run, byte for byte. */
  report(document: RunDocument, format: ReportFormat): Promise<string>
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
