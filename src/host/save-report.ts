import type { Lab, ReportFormat } from '../contract/lab.ts'
import type { RunDocument } from '../contract/run-document.ts'
import { writeFileWhole } from '../node/files.ts'

/**
 * Writes a run's report to a new file, whole or not at all.
 * @throws the system's error when the place cannot be written
 */
export async function saveReport(lab: Lab, run: RunDocument, path: string, format: ReportFormat): Promise<void> {
  await writeFileWhole(path, await lab.report(run, format))
}
