import { toBase64 } from '../../base/base64.ts'
import { LabError } from '../../base/errors.ts'
import type { ReportFigure } from '../../contract/report-figure.ts'
import { COMPARISON_FORMATS, type ReportFormat } from '../../contract/report-formats.ts'
import type { Pictures } from '../ports.ts'
import type { Report } from './report-model.ts'
import { toHtml, toPrintedHtml } from './to-html.ts'
import { toMarkdown } from './to-markdown.ts'
import { toText } from './to-text.ts'

/** What is reported on, in the parts that formats are made of. */
export interface Reported {
  json(): string
  csv(): string
  /** @throws {LabError} USAGE for what is no single run */
  trace(): string
  figures(): Promise<readonly ReportFigure[]>
  report(figures: readonly ReportFigure[]): Report
  /** What replays it in an HTML page; empty where nothing does. */
  script(): Promise<string>
}

/**
 * As a file of the given format: its text, or in base64 what is no text.
 * @throws {LabError} NO_BROWSER for a format that a browser makes where there is none; NOTHING_TO_DRAW for a picture of
 *   what has none; and what the parts throw
 */
export async function writeReport(reported: Reported, format: ReportFormat, pictures: Pictures): Promise<string> {
  switch (format) {
    case 'json':
      return reported.json()
    case 'csv':
      return reported.csv()
    case 'trace.json':
      return reported.trace()
    case 'svg':
      return firstOf(await reported.figures()).file()
    case 'png':
      return toBase64(await pictures.printer.png(firstOf(await reported.figures()).file()))
    case 'md':
    case 'txt':
    case 'html':
    case 'pdf': {
      const report = reported.report(await reported.figures())
      if (format === 'md') return toMarkdown(report)
      if (format === 'txt') return toText(report)
      const { sha256, printer } = pictures
      if (format === 'html') return toHtml(report, { script: await reported.script(), sha256 })
      return toBase64(await printer.pdf(toPrintedHtml(report, sha256)))
    }
  }
}

/** For what is made of several runs: nothing replays it. */
export const noScript = (): Promise<string> => Promise.resolve('')

/** @throws {LabError} USAGE, always: only a run has a trace */
export function refuseTrace(of: string, suggestion: string): never {
  throw new LabError('USAGE', `a trace is of one run, not of a ${of}`, {
    allowed: COMPARISON_FORMATS.map(one => `.${one}`).join(', '),
    suggestion,
  })
}

function firstOf(figures: readonly ReportFigure[]): ReportFigure {
  const [first] = figures
  if (first !== undefined) return first
  throw new LabError('NOTHING_TO_DRAW', 'the run ended before anything of it could be drawn', {
    suggestion: 'a format with words: .html, .md, .txt',
  })
}
