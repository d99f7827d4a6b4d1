/** What a run can be written as, by file ending; the longest ending that fits decides. */
export const REPORT_FORMATS = ['html', 'pdf', 'md', 'csv', 'json', 'trace.json', 'svg', 'png', 'txt'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

interface FormatFacts {
  /** As menus name it. */
  readonly title: string
  /** What it is for, in a few words. */
  readonly use: string
  readonly type: string
  /** Not text: it crosses borders between processes as base64. */
  readonly binary: boolean
}

export const FORMAT_FACTS: Readonly<Record<ReportFormat, FormatFacts>> = {
  html: { title: 'HTML', use: 'one file, replays the run', type: 'text/html', binary: false },
  pdf: { title: 'PDF', use: 'for paper', type: 'application/pdf', binary: true },
  md: { title: 'Markdown', use: 'for issues and notes', type: 'text/markdown', binary: false },
  csv: { title: 'CSV', use: 'one row a trial', type: 'text/csv', binary: false },
  json: { title: 'JSON', use: 'all of the run', type: 'application/json', binary: false },
  'trace.json': { title: 'Chrome trace', use: 'opens in Perfetto', type: 'application/json', binary: false },
  svg: { title: 'SVG', use: 'the first chart', type: 'image/svg+xml', binary: false },
  png: { title: 'PNG', use: 'the first chart', type: 'image/png', binary: true },
  txt: { title: 'Text', use: 'for reading', type: 'text/plain', binary: false },
}

/** What a comparison or a sweep can be written as: all of these but what is of one run alone. */
export const COMPARISON_FORMATS: readonly ReportFormat[] = REPORT_FORMATS.filter(format => format !== 'trace.json')

/** A format that a shell can make, or why it cannot. */
export interface ReportOffer {
  readonly format: ReportFormat
  /** Null where it can. */
  readonly unavailable: string | null
}

/** The format that a file's name asks for; undefined for any other ending. */
export function formatOfName(name: string): ReportFormat | undefined {
  const lower = name.toLowerCase()
  return REPORT_FORMATS.filter(format => lower.endsWith(`.${format}`)).toSorted((a, b) => b.length - a.length)[0]
}
