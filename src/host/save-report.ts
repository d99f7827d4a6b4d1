import { FORMAT_FACTS, type ReportFormat } from '../contract/report-formats.ts'
import { writeFileWhole } from '../node/files.ts'

/**
 * Writes a report to a new file, whole or not at all.
 * @param content text; base64 of what is no text
 * @throws the system's error when the place cannot be written
 */
export async function saveReport(content: string, path: string, format: ReportFormat): Promise<void> {
  await writeFileWhole(path, FORMAT_FACTS[format].binary ? Buffer.from(content, 'base64') : content)
}
