import { inUnit, measureInWords, seriesInWords, withoutUnit } from '../contract/sweep-in-words.ts'
import { resultOfSeries, seriesName, seriesOf, type SweptCell, type SweptSeries } from '../contract/sweep-series.ts'
import { textWidth, type Shape } from './drawing.ts'
import { octagon } from './marks.ts'
import type { Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import type { PicturedSweep } from './sweep-panels.ts'

const ROW = 22
const HEAD = 44
const GAP = 14
/** Narrower cells have no room for their figure. */
const WIDTH_OF_FIGURE = 48

/** One measure over two parameters: a grid of shades for each variant on each machine, all on one scale. */
export function sweepHeat(sweep: PicturedSweep, measure: string, titleOf: (variant: string) => string): Picture | null {
  const [across, down] = sweep.plan.axes
  const all = seriesOf(sweep, measure)
  const [first] = all
  if (across === undefined || down === undefined || first === undefined) return null
  const most = Math.max(0, ...all.flatMap(({ cells }) => cells.map(cell => cell.measure.median)))
  const block = HEAD + down.values.length * ROW + GAP
  return {
    title: `${measure} against ${across.parameter} and ${down.parameter}`,
    caption: `${first.unit}, median of the trials; the stronger the shade, the more, up to ${inUnit(most, first.unit)}`,
    finding: seriesInWords(sweep, measure).join(' '),
    table: {
      caption: `${measure}, ${first.unit}: median of the trials and its 95 % interval`,
      columns: [across.parameter, down.parameter, ...all.map(series => seriesName(series, sweep, titleOf))],
      rows: across.values.flatMap((x, column) =>
        down.values.map((y, row) => [
          String(x),
          String(y),
          ...all.map(series => {
            const cell = cellAt(series, column, row)
            return cell === undefined ? 'not measured' : measureInWords(cell.measure)
          }),
        ]),
      ),
    },
    notes: all.some(({ cells }) => cells.some(({ verdict }) => verdict === 'failed'))
      ? ['A filled octagon is a point at which something forbidden was seen.']
      : [],
    height: all.length * block,
    shapes: (roles, width) => {
      const left = Math.max(textWidth(down.parameter), ...down.values.map(value => textWidth(String(value)))) + 12
      const cell = (width - left) / across.values.length
      return all.flatMap((series, index) => {
        const top = index * block
        return [
          { kind: 'text', x: 0, y: top + 9, text: seriesName(series, sweep, titleOf), fill: roles.ink2, bold: true },
          {
            kind: 'text',
            x: textWidth(seriesName(series, sweep, titleOf), true) + 12,
            y: top + 9,
            text: resultOfSeries(series),
            fill: roles.ink3,
          },
          { kind: 'text', x: 0, y: top + 30, text: down.parameter, fill: roles.ink3 },
          ...headsOf(across.values, across.parameter, { left, cell, y: top + 30, width }, roles),
          ...down.values.flatMap((value, row): Shape[] => {
            const y = top + HEAD + row * ROW
            const name = { kind: 'text', x: 0, y: y + ROW / 2, text: String(value), fill: roles.ink2 } as const
            return [name, ...rowOf(series, row, { left, cell, y, most, columns: across.values.length }, roles)]
          }),
        ]
      })
    },
  }
}

function cellAt({ cells }: SweptSeries, x: number, y: number): SweptCell | undefined {
  return cells.find(cell => cell.x === x && cell.y === y)
}

function headsOf(
  values: readonly (number | string)[],
  parameter: string,
  {
    left,
    cell,
    y,
    width,
  }: { readonly left: number; readonly cell: number; readonly y: number; readonly width: number },
  roles: ChartRoles,
): Shape[] {
  let free = 0
  const heads = values.flatMap((value, column): Shape[] => {
    const [text, x] = [String(value), left + (column + 0.5) * cell]
    if (x - textWidth(text) / 2 < free) return []
    free = x + textWidth(text) / 2 + 6
    return [{ kind: 'text', x, y, text, fill: roles.ink3, align: 'center' }]
  })
  return [...heads, { kind: 'text', x: width, y: y - 21, text: parameter, fill: roles.ink3, align: 'right' }]
}

function rowOf(
  series: SweptSeries,
  row: number,
  place: {
    readonly left: number
    readonly cell: number
    readonly y: number
    readonly most: number
    readonly columns: number
  },
  roles: ChartRoles,
): Shape[] {
  const { left, cell: width, y, most, columns } = place
  return Array.from({ length: columns }, (_, column) => column).flatMap((column): Shape[] => {
    const cell = cellAt(series, column, row)
    const x = left + column * width
    const box = { kind: 'rect', x: x + 1, y: y + 1, width: Math.max(1, width - 2), height: ROW - 2 } as const
    if (cell === undefined) return [{ ...box, fill: 'none', stroke: roles.line }]
    const shade = { ...box, fill: roles.run, opacity: most > 0 ? (cell.measure.median / most) * 0.75 : 0 }
    const isFailed = cell.verdict === 'failed'
    const mark = isFailed ? octagon(x + 10, y + ROW / 2, roles) : []
    if (width < WIDTH_OF_FIGURE) return [shade, ...mark]
    const text = withoutUnit(cell.measure.median, series.unit)
    const middle = x + width / 2 + (isFailed ? 6 : 0)
    return [
      shade,
      ...mark,
      { kind: 'text', x: middle, y: y + ROW / 2, text, fill: roles.ink, align: 'center', halo: roles.page },
    ]
  })
}
