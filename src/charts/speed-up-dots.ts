import { significant } from '../base/units.ts'
import type { MeasureSummary } from '../contract/run-document.ts'
import type { VariantFigures } from './bars.ts'
import { crisp, type Shape } from './drawing.ts'
import { FIGURES_WIDTH, namesWidth, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'

const ROW = 28
const AXIS = 24
const DASH = [3, 3]

interface Row {
  readonly title: string
  readonly measured: MeasureSummary
  readonly predicted: MeasureSummary | null
}

/**
 * How many times as much got done, or in how much less time, than by one thread: measured, with its interval, beside what
 * was predicted, which is dashed.
 */
export function speedUpDots(variants: readonly VariantFigures[]): Picture {
  const rows = variants.flatMap(({ title, measures }): Row[] => {
    const measured = measures['speed-up']
    return measured === undefined ? [] : [{ title, measured, predicted: measures['predicted-speed-up'] ?? null }]
  })
  const isPredicted = rows.some(({ predicted }) => predicted !== null)
  const ends = rows.flatMap(({ measured, predicted }) => [measured.high ?? measured.median, predicted?.median ?? 0])
  const most = Math.max(1, Math.ceil(Math.max(...ends)))
  const left = namesWidth(rows.map(({ title }) => title))
  return {
    title: isPredicted ? 'Speed-up, measured and predicted' : 'Speed-up',
    caption: `dot and line: median of the trials and its 95 % interval${isPredicted ? '; dashed: predicted' : ''}`,
    finding: rows.map(inWords).join('; '),
    table: {
      caption: 'speed-up: median of the trials, its 95 % interval, and what was predicted',
      columns: ['variant', 'median', 'from', 'to', 'predicted'],
      rows: rows.map(({ title, measured: { median, low, high }, predicted }) => [
        title,
        significant(median),
        low === null ? 'too few' : significant(low),
        high === null ? 'too few' : significant(high),
        predicted === null ? 'not predicted' : significant(predicted.median),
      ]),
    },
    height: rows.length * ROW + AXIS,
    shapes(roles, width) {
      const right = width - FIGURES_WIDTH
      const x = (value: number): number => left + (value / most) * (right - left)
      const bottom = rows.length * ROW
      const one = crisp(x(1))
      return [
        { kind: 'line', x1: one, x2: one, y1: 0, y2: bottom, stroke: roles.line2 },
        ...rows.flatMap((row, index) => rowShapes(row, index * ROW + ROW / 2, { left, right, width }, x, roles)),
        { kind: 'line', x1: left, x2: right, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line2 },
        { kind: 'text', x: left, y: bottom + 13, text: '0', fill: roles.ink3 },
        {
          kind: 'text',
          x: one,
          y: bottom + 13,
          text: most === 1 ? '1' : '1, as one',
          fill: roles.ink3,
          align: 'center',
        },
        ...(most < 2 ? [] : [endLabel(String(most), right, bottom + 13, roles)]),
      ]
    },
  }
}

interface Room {
  readonly left: number
  readonly right: number
  readonly width: number
}

function rowShapes(
  { title, measured: { median, low, high }, predicted }: Row,
  y: number,
  { left, right, width }: Room,
  x: (value: number) => number,
  roles: ChartRoles,
): Shape[] {
  const line = crisp(y)
  const interval: Shape[] =
    low === null || high === null
      ? []
      : [{ kind: 'line', x1: x(low), x2: x(high), y1: line, y2: line, stroke: roles.ink, width: 1.4 }]
  const at = predicted === null ? 0 : crisp(x(predicted.median))
  const dashed: Shape[] =
    predicted === null
      ? []
      : [{ kind: 'line', x1: at, x2: at, y1: y - 11, y2: y + 11, stroke: roles.model, width: 1.6, dash: DASH }]
  return [
    { kind: 'text', x: 0, y, text: title, fill: roles.ink2 },
    { kind: 'line', x1: left, x2: right, y1: line, y2: line, stroke: roles.line },
    ...dashed,
    ...interval,
    { kind: 'circle', x: x(median), y, radius: 4, fill: roles.ink },
    { kind: 'text', x: width, y, text: significant(median), fill: roles.ink, bold: true, align: 'right' },
  ]
}

function endLabel(text: string, x: number, y: number, roles: ChartRoles): Shape {
  return { kind: 'text', x, y, text, fill: roles.ink3, align: 'right' }
}

function inWords({ title, measured, predicted }: Row): string {
  const beside = predicted === null ? '' : `, predicted ${significant(predicted.median)}`
  return `${title} ${significant(measured.median)} times${beside}`
}
