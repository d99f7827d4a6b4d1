import type { ReportFormat } from '../../contract/lab.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { toMarkdown } from './to-markdown.ts'

/** The text of a run's report in the given format. */
export function reportOn(document: RunDocument, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(document, null, 2)}\n`
    case 'md':
      return toMarkdown(document)
  }
}
