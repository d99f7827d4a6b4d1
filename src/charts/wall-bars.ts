import { formatMillis } from '../base/units.ts'
import type { VariantFigures } from './bars.ts'
import { crisp, type Shape } from './drawing.ts'
import { FIGURES_WIDTH, namesWidth, type Picture } from './picture.ts'

const ROW = 26
const BAR = 12

/** How long the same work took, variant by variant, from 0 on: the measure `wall`. */
export function wallBars(variants: readonly VariantFigures[]): Picture {
  const rows = variants.flatMap(({ title, measures: { wall } }) => (wall === undefined ? [] : [{ title, wall }]))
  const longest = rows.reduce((most, { wall }) => Math.max(most, wall.median, wall.high ?? 0), 0)
  const left = namesWidth(rows.map(({ title }) => title))
  return {
    title: 'How long it took',
    caption: 'wall time of the same work, median of the trials; the thin line is its 95 % interval',
    finding: rows.map(({ title, wall }) => `${title} ${formatMillis(wall.median)}`).join(', '),
    table: {
      caption: 'wall time, median of the trials',
      columns: ['variant', 'wall time', 'from', 'to', 'trials'],
      rows: rows.map(({ title, wall: { median, low, high, n } }) => [
        title,
        formatMillis(median),
        low === null ? '' : formatMillis(low),
        high === null ? '' : formatMillis(high),
        String(n),
      ]),
    },
    height: rows.length * ROW,
    shapes(roles, width) {
      const room = width - left - FIGURES_WIDTH
      const x = (millis: number): number => left + (longest > 0 ? (millis / longest) * room : 0)
      return rows.flatMap(({ title, wall: { median, low, high } }, row): Shape[] => {
        const middle = row * ROW + ROW / 2
        const y = crisp(middle)
        const interval: Shape[] =
          low === null || high === null
            ? []
            : [{ kind: 'line', x1: x(low), x2: x(high), y1: y, y2: y, stroke: roles.ink, width: 1.2 }]
        return [
          { kind: 'text', x: 0, y: middle, text: title, fill: roles.ink2 },
          {
            kind: 'rect',
            x: left,
            y: middle - BAR / 2,
            width: Math.max(1, x(median) - left),
            height: BAR,
            fill: roles.run,
          },
          ...interval,
          {
            kind: 'text',
            x: Math.max(x(median), x(high ?? 0)) + 8,
            y: middle,
            text: formatMillis(median),
            fill: roles.ink,
            bold: true,
          },
        ]
      })
    },
  }
}
