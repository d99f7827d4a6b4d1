import { formatCount } from '../../base/units.ts'
import type { SweepDocument, SweepPoint } from '../../contract/sweep.ts'
import { inUnit, measureInWords, withoutUnit } from '../../contract/sweep-in-words.ts'
import { placeOf, seriesName, seriesOf, type SweptCell, type SweptSeries } from '../../contract/sweep-series.ts'
import { marksOf, marksOfAll } from '../../contract/warning.ts'
import type { Grade } from '../../contract/words.ts'
import type { Terminal } from '../terminal.ts'
import { columns } from './columns.ts'
import { GRADE_MARK } from './grade-mark.ts'
import { wrap } from './wrap.ts'

const WORST_FIRST: readonly Grade[] = ['forbidden', 'interesting', 'acceptable']

const MEDIAN = '●'
const BAND = '━'
const BAND_WIDTH = 28
/** Rows of one line; longer ones stand in a file. */
const MOST_ROWS = 64
const LEGEND = `${MEDIAN} median of the trials, ${BAND} its 95 % interval, all on one scale`
const SHADES = [' ', '░', '▒', '▓', '█'] as const

/** Each line of a measure: a row per point, with what it came to, its median, and its interval as a band. */
export function renderSeries(sweep: SweepDocument, measure: string, terminal: Terminal): string[] {
  const all = seriesOf(sweep, measure)
  const top = Math.max(0, ...all.flatMap(({ cells }) => cells.map(({ measure: own }) => own.high ?? own.median)))
  const isGrid = sweep.plan.axes.length === 2
  return [
    ...all.flatMap(series => {
      const head = `${terminal.style('bold', seriesName(series, sweep))}: ${measure}, 0 to ${inUnit(top, series.unit)}`
      return ['', head, ...(isGrid ? heatOf(sweep, series, top) : []), ...rowsOf(sweep, series, top, terminal)]
    }),
    '',
    ...wrap(LEGEND, terminal.width).map(line => terminal.style('dim', line)),
  ]
}

function rowsOf({ plan, points }: SweepDocument, series: SweptSeries, top: number, terminal: Terminal): string[] {
  const { variant, machine, measured, cells } = series
  const names = plan.axes.map(({ parameter }) => parameter)
  const shared = sharedMarks(points)
  const head = [...names, 'result', 'median', 'band', ''].map(name => terminal.style('dim', name))
  const rows = cells.slice(0, MOST_ROWS).map(cell => {
    const values = plan.axes.map(({ values: own }, axis) => String(own[axis === 0 ? cell.x : cell.y]))
    const point = points.find(own => own.machine === machine && isAt(plan, own, cell))
    const warned = terminal.style('yellow', marksAt(point, variant, measured, shared))
    return [...values, resultOf(point, variant, terminal), measureInWords(cell.measure), bandOf(cell, top), warned]
  })
  const left = new Set([names.length, names.length + 2, names.length + 3])
  const cut = cells.length - rows.length
  return [
    ...columns([head, ...rows], left),
    ...(cut > 0 ? [terminal.style('dim', `${formatCount(cut)} more points: --out sweep.csv`)] : []),
  ]
}

function isAt(plan: SweepDocument['plan'], { values }: SweepPoint, { x, y }: SweptCell): boolean {
  const place = placeOf(plan, values)
  return place.x === x && place.y === y
}

/** Beside the figure, what a reader must know before believing it; what is true of all points is told once, below. */
function marksAt(point: SweepPoint | undefined, variant: string, measure: string, shared: ReadonlySet<string>): string {
  if (point === undefined) return ''
  const marks = [...marksOfAll(point.warnings), ...marksOf(point.warnings, variant, measure)]
  return marks.filter(mark => !shared.has(mark)).join(', ')
}

function sharedMarks([first, ...others]: readonly SweepPoint[]): ReadonlySet<string> {
  if (first === undefined || others.length === 0) return new Set()
  const all = marksOfAll(first.warnings)
  return new Set(all.filter(mark => others.every(({ warnings }) => marksOfAll(warnings).includes(mark))))
}

/** Never a figure of speed without it. */
function resultOf(point: SweepPoint | undefined, variant: string, terminal: Terminal): string {
  const own = point?.variants.find(one => one.variant === variant)
  const outcomes = own?.outcomes.filter(({ count }) => count > 0) ?? []
  const total = outcomes.reduce((sum, { count }) => sum + count, 0)
  const [worst] = outcomes.toSorted((a, b) => WORST_FIRST.indexOf(a.grade) - WORST_FIRST.indexOf(b.grade))
  if (worst === undefined) return terminal.style('dim', 'none finished')
  const { mark, style } = GRADE_MARK[worst.grade]
  const failed = own?.failures.length === 0 ? '' : ', check failed'
  return terminal.style(style, `${mark} ${worst.name} ${formatCount(worst.count)} of ${formatCount(total)}${failed}`)
}

function bandOf({ measure: { median, low, high } }: SweptCell, top: number): string {
  const column = (value: number): number =>
    top > 0 ? Math.max(0, Math.min(BAND_WIDTH - 1, Math.round((value / top) * (BAND_WIDTH - 1)))) : 0
  const [from, middle, to] = [column(low ?? median), column(median), column(high ?? median)]
  return Array.from({ length: to + 1 }, (_, at) => (at === middle ? MEDIAN : at >= from ? BAND : ' ')).join('')
}

/** A grid as shades: the second parameter downwards, the first across. */
function heatOf({ plan: { axes } }: SweepDocument, { cells, unit }: SweptSeries, top: number): string[] {
  const [across, down] = axes
  if (across === undefined || down === undefined) return []
  const width = Math.max(...down.values.map(value => String(value).length))
  const rows = down.values.map((value, y) => {
    const shades = across.values.map((_, x) => {
      const cell = cells.find(own => own.x === x && own.y === y)
      return cell === undefined ? '··' : shadeOf(cell.measure.median, top).repeat(2)
    })
    return `${String(value).padStart(width)} │${shades.join('')}│`
  })
  const [first, last] = [across.values[0], across.values.at(-1)]
  const scale = `${' '.repeat(width)}  ${down.parameter} down, ${across.parameter} across from ${String(first)} to ${String(last)}`
  const darkest = `; █ is ${withoutUnit(top, unit)}, ·· is missing`
  return [...rows, scale + darkest]
}

function shadeOf(value: number, top: number): string {
  const share = top > 0 ? value / top : 0
  return SHADES[Math.max(0, Math.min(SHADES.length - 1, Math.ceil(share * (SHADES.length - 1))))] ?? ' '
}
