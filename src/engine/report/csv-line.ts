import { printable } from '../../base/text.ts'

export type CsvValue = string | number | null

/** A record of RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(',')}\r\n`
}

function cell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = printable(value, 2000)
  const harmless = /^[=+\-@\t\r]/.test(value) || /^[=+\-@]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
