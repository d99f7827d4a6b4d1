import type { ExperimentEntry } from '../../contract/catalogue.ts'
import type { ReportFormat } from '../../contract/report-formats.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { Pictures } from '../ports.ts'
import { buildReport } from './build-report.ts'
import { toCsv } from './to-csv.ts'
import { toJson } from './to-json.ts'
import { toTrace } from './to-trace.ts'
import { writeReport, type Reported } from './write-report.ts'

/**
 * A run as a file of the given format: its text, or in base64 what is no text. Every shell makes the same text of a run,
 * byte for byte.
 * @throws {LabError} NO_BROWSER for a format that a browser makes where there is none
 */
export function reportOn(
  run: RunDocument,
  format: ReportFormat,
  entry: ExperimentEntry | null,
  pictures: Pictures,
): Promise<string> {
  const parts: Reported = {
    json: () => toJson(run),
    csv: () => toCsv(run, entry),
    trace: () => toTrace(run),
    figures: () => pictures.figuresOf(run, entry),
    report: figures => buildReport(run, entry, figures),
    script: () => pictures.replayScript(),
  }
  return writeReport(parts, format, pictures)
}
