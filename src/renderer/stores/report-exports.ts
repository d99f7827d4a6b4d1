import { ref, shallowRef } from 'vue'
import { toLabError, type LabError } from '../../base/errors.ts'
import type { ReportFormat } from '../../contract/report-formats.ts'
import { saveReport } from '../client/save-text.ts'
import { useConnectionStore } from './connection.ts'

/** What a report is made of, and what its file is called but for the ending. */
export interface ReportSubject {
  readonly name: string
  readonly make: (format: ReportFormat) => Promise<string>
}

/** Reports of what is shown: what is being made, what went wrong. */
export function reportExports(subject: () => ReportSubject | null) {
  const connection = useConnectionStore()
  /** A PDF takes a while. */
  const exporting = ref<ReportFormat | null>(null)
  const exportError = shallowRef<LabError | null>(null)
  let asked = 0

  /** Saves a report, as the lab makes it; one at a time. */
  async function exportReport(format: ReportFormat): Promise<void> {
    const shown = subject()
    if (shown === null || exporting.value !== null) return
    asked += 1
    const mine = asked
    exportError.value = null
    exporting.value = format
    try {
      const content = await shown.make(format)
      if (mine === asked) await saveReport(`${shown.name}.${format}`, content, format)
    } catch (thrown) {
      if (mine === asked) exportError.value = toLabError(thrown)
    } finally {
      if (mine === asked) exporting.value = null
    }
  }

  /** Nothing is saved of what is being made, and the lab stops making it. */
  async function cancelExport(): Promise<void> {
    if (exporting.value === null) return
    asked += 1
    exporting.value = null
    try {
      await connection.client().cancelReport()
    } catch (thrown) {
      exportError.value = toLabError(thrown)
    }
  }

  return { exporting, exportError, exportReport, cancelExport }
}
