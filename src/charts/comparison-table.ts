import {
  comparisonNotes,
  comparisonTableOf,
  type ComparisonRow,
  type ComparisonTable,
} from '../contract/comparison-in-words.ts'
import { crisp, textWidth, type Shape } from './drawing.ts'
import { gradeColour } from './grade-role.ts'
import { namesWidth, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'

const ROW = 24
const BAR = 8
const GAP = 18
/** Of the bars of wall time, at least and at most. */
const BAR_ROOM = [40, 260] as const

/** Who did the same work: what came out beside how long it took, and what that means. */
export function comparisonTable(rows: readonly ComparisonRow[], title: string): Picture {
  const table = comparisonTableOf(rows)
  return {
    title: `The same work elsewhere: ${title}`,
    caption: 'medians of all runs, start-up not included; the result that was farthest from the expected one',
    finding: table.cells.map(row => row.filter(cell => cell !== '').join(', ')).join('; '),
    table: { caption: 'medians of all runs', columns: [...table.columns], rows: table.cells },
    notes: comparisonNotes(rows),
    height: (rows.length + 1) * ROW,
    shapes: (roles, width) => drawn(rows, table, roles, width),
  }
}

interface Places {
  /** Right edge of each column but the first, which begins at 0. */
  readonly right: readonly number[]
  readonly barFrom: number
  readonly barRoom: number
}

/** Columns as wide as their texts; what is left over becomes bars, before the wall times. */
function placesOf({ columns, cells }: ComparisonTable, width: number): Places {
  const names = namesWidth(cells.map(([name = '']) => name))
  const widths = columns.map((head, column) =>
    Math.max(...[head, ...cells.map(row => row[column] ?? '')].map(text => textWidth(text))),
  )
  const figures = widths.slice(1).reduce((sum, own) => sum + own + GAP, 0)
  const [least, most] = BAR_ROOM
  const barRoom = Math.min(most, Math.max(least, width - names - figures - GAP))
  let edge = names
  let barFrom = 0
  const right = columns.map((head, column) => {
    if (column === 0) return edge
    if (column > 1) edge += GAP
    if (head === 'wall') {
      barFrom = edge
      edge += barRoom + GAP / 2
    }
    edge += widths[column] ?? 0
    return edge
  })
  return { right, barRoom, barFrom }
}

function drawn(rows: readonly ComparisonRow[], table: ComparisonTable, roles: ChartRoles, width: number): Shape[] {
  const places = placesOf(table, width)
  const slowest = Math.max(...rows.map(({ wallMillis }) => wallMillis ?? 0))
  const heads = table.columns.map((text, column) => textAt(text, column, ROW / 2, roles.ink3, places))
  const lines = rows.flatMap((row, index): Shape[] => {
    const y = (index + 1) * ROW + ROW / 2
    const edge = crisp(y - ROW / 2)
    const length = slowest > 0 ? ((row.wallMillis ?? 0) / slowest) * places.barRoom : 0
    return [
      { kind: 'line', x1: 0, x2: width, y1: edge, y2: edge, stroke: roles.line },
      ...(table.cells[index] ?? []).map((text, column) => {
        const fill = table.columns[column] === 'result' ? resultColour(row, roles) : roles.ink
        return textAt(text, column, y, fill, places)
      }),
      { kind: 'rect', x: places.barFrom, y: y - BAR / 2, width: length, height: BAR, fill: roles.run },
    ]
  })
  return [...heads, ...lines]
}

function textAt(text: string, column: number, y: number, fill: string, { right }: Places): Shape {
  if (column === 0) return { kind: 'text', x: 0, y, text, fill }
  return { kind: 'text', x: right[column] ?? 0, y, text, fill, align: 'right' }
}

/** Words and figures tell a wrong result from a right one; the colour only leads the eye. */
function resultColour({ grade, wrong }: ComparisonRow, roles: ChartRoles): string {
  if (grade === null) return roles.ink3
  return wrong > 0 ? gradeColour(grade, roles) : roles.ink
}
