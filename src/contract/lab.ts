import type { Catalogue } from './catalogue.ts'
import type { DoctorReport } from './doctor.ts'
import type { RunEvent } from './events.ts'
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
   * Runs an experiment to its end, whatever that is.
   *
   * Guarantees: exactly one `run-finished` per accepted request, equal to the result.
   * @throws {LabError} BUSY while another run goes on, and every error of a request that does not check out
   */
  run(request: RunRequestInput, observer: RunObserver): Promise<RunDocument>
  /** Asks the present run to end; resolves at once. The run's own result says how it ended. */
  stop(): Promise<void>
  doctor(): Promise<DoctorReport>
  /** The run as a file's text; every shell makes the same report of a run, byte for byte. */
  report(document: RunDocument, format: ReportFormat): Promise<string>
  /** Ends everything: no thread and no process is left. */
  close(): Promise<void>
}
