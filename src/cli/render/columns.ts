import { stripVTControlCharacters } from 'node:util'

/** Cells side by side, two spaces apart; columns named in `left` begin at their left edge, the others end at their right. */
export function columns(rows: readonly (readonly string[])[], left: ReadonlySet<number>): string[] {
  const width = (cell: string): number => stripVTControlCharacters(cell).length
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => width(row[column] ?? ''))))
  return rows.map(row =>
    row
      .map((cell, column) => {
        const room = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))
        return left.has(column) ? cell + room : room + cell
      })
      .join('  ')
      .trimEnd(),
  )
}
