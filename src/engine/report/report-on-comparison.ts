import type { ExperimentEntry } from '../../contract/catalogue.ts'
import type { ReportFormat } from '../../contract/report-formats.ts'
import type { RunComparison } from '../../contract/run-comparison.ts'
import type { Pictures } from '../ports.ts'
import { buildComparisonReport } from './build-comparison-report.ts'
import { comparisonToCsv } from './comparison-to-csv.ts'
import { toJson } from './to-json.ts'
import { noScript, refuseTrace, writeReport, type Reported } from './write-report.ts'

/**
 * A comparison as a file of the given format: its text, or in base64 what is no text.
 * @throws {LabError} USAGE for a format that only a single run has; NO_BROWSER as for runs
 */
export function reportOnComparison(
  comparison: RunComparison,
  format: ReportFormat,
  entry: ExperimentEntry | null,
  pictures: Pictures,
): Promise<string> {
  const parts: Reported = {
    json: () => toJson(comparison),
    csv: () => comparisonToCsv(comparison),
    trace: () => refuseTrace('comparison', 'interleave report <run> --out run.trace.json'),
    figures: () => pictures.figuresOfComparison(comparison, entry),
    report: figures => buildComparisonReport(comparison, entry, figures),
    script: noScript,
  }
  return writeReport(parts, format, pictures)
}
