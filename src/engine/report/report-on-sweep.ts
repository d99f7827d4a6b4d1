import type { ExperimentEntry } from '../../contract/catalogue.ts'
import type { ReportFormat } from '../../contract/report-formats.ts'
import type { SweepDocument } from '../../contract/sweep.ts'
import type { Pictures } from '../ports.ts'
import { buildSweepReport } from './build-sweep-report.ts'
import { sweepToCsv } from './sweep-to-csv.ts'
import { toJson } from './to-json.ts'
import { noScript, refuseTrace, writeReport, type Reported } from './write-report.ts'

/**
 * A sweep as a file of the given format: its text, or in base64 what is no text. Every shell makes the same text of a
 * sweep, byte for byte.
 * @throws {LabError} USAGE for a format that only a single run has; NO_BROWSER as for runs
 */
export function reportOnSweep(
  sweep: SweepDocument,
  format: ReportFormat,
  entry: ExperimentEntry | null,
  pictures: Pictures,
): Promise<string> {
  const parts: Reported = {
    json: () => toJson(sweep),
    csv: () => sweepToCsv(sweep),
    trace: () => refuseTrace('sweep', 'a run at one of its points, with --out run.trace.json'),
    figures: () => pictures.figuresOfSweep(sweep, entry),
    report: figures => buildSweepReport(sweep, entry, figures),
    script: noScript,
  }
  return writeReport(parts, format, pictures)
}
