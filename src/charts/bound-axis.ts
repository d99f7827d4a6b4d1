import type { EChartsCoreOption } from 'echarts/core'
import { formatCount } from '../base/units.ts'
import type { BoundAxis } from '../contract/run-document.ts'
import type { Grade } from '../contract/words.ts'
import { placeMarks, placeOf, type PlacedMark } from './axis-labels.ts'
import { crisp, drawingOption, textWidth, type Shape } from './drawing.ts'
import { gradeColour } from './grade-role.ts'
import { histogramOf, type Bin, type GradedValue, type Histogram, type Outside } from './histogram.ts'
import { octagon } from './marks.ts'
import { medianOf } from '../base/median.ts'
import type { ChartRoles } from './roles.ts'

/** One variant's trials. */
export interface AxisRow {
  readonly name: string
  readonly values: readonly GradedValue[]
  /** Pixels from the top of the figure to the top of the row. */
  readonly top: number
}

/** The trials of all variants on the range that a final value can have at all. */
export interface BoundAxisFigure {
  readonly axis: BoundAxis
  readonly rows: readonly AxisRow[]
  readonly rowHeight: number
  /** Planned for each variant; keeps a first lonely trial from filling its row. */
  readonly plannedTrials: number
  /** False while the run goes on: grades show their colours when it has ended. */
  readonly graded: boolean
}

/** Pixels under a row's baseline, for the median's triangle. */
const BELOW_BASELINE = 6
const CEILING_BAR = 6
/** Kept free at both ends of the axis, for half of the bar that stands on the ceiling. */
const END = CEILING_BAR / 2
/** The least that a bar of one trial may measure. */
const LEAST_BAR = 1.2
/** Where few values are possible, the place between two of them is no value: a bar does not fill it. */
const WIDEST_BAR = 24
const LABEL_LEVEL = 31
const FIRST_LABEL = 14

/** The option of the bound axis at a given width; its height is {@link boundAxisHeight}. */
export function boundAxisOption(figure: BoundAxisFigure, roles: ChartRoles, width: number): EChartsCoreOption {
  return drawingOption(boundAxisShapes(figure, roles, width), roles)
}

/** Pixels that the figure needs at a given width: rows, and as many levels of labels as do not fit side by side. */
export function boundAxisHeight(figure: BoundAxisFigure, width: number): number {
  const { left, right } = plotOf(figure, width)
  const levels = 1 + Math.max(0, ...placeMarks(figure.axis, left, right).map(mark => mark.level))
  return rowsBottom(figure) + FIRST_LABEL + levels * LABEL_LEVEL
}

/** The figure as shapes, in pixels. Pure: the same figure always makes the same shapes. */
export function boundAxisShapes(figure: BoundAxisFigure, roles: ChartRoles, width: number): Shape[] {
  const plot = plotOf(figure, width)
  const { left, right } = plot
  const { axis, rows, rowHeight, graded } = figure
  const histograms = rows.map(row => histogramOf(row.values, axis.floor, axis.ceiling, binsFor(right - left)))
  const full = fullestBin(histograms, figure.plannedTrials)
  const tall = rowHeight - BELOW_BASELINE
  const marks = placeMarks(axis, left, right)
  const bottom = rowsBottom(figure)
  // A line on its way to a lower label passes under the labels above.
  const shapes: Shape[] = [
    ...marks.map(mark => markLine(mark, bottom, roles)),
    ...marks.flatMap(mark => markTexts(mark, bottom, roles)),
  ]
  histograms.forEach((histogram, index) => {
    const row = rows[index]
    if (row === undefined) return
    const baseline = row.top + tall
    const brush: Brush = { roles, graded, baseline, heightOf: count => Math.max(LEAST_BAR, (count / full) * tall) }
    shapes.push(
      { kind: 'line', x1: left, x2: right, y1: crisp(baseline), y2: crisp(baseline), stroke: roles.line },
      ...histogram.bins.flatMap(bin => barShapes(bin, axis, plot, brush)),
      ...ceilingShapes(histogram.ceiling, right, brush),
      ...outsideShapes(histogram.below, left, 'below', brush),
      ...outsideShapes(histogram.above, right, 'above', brush),
    )
    const middle = medianOf(row.values.map(({ value }) => value))
    // A median at the ceiling says nothing that the bar there does not.
    if (middle !== null && middle >= axis.floor && middle < axis.ceiling) {
      shapes.push(triangle(placeOf(middle, axis, left, right), baseline, roles.ink))
    }
  })
  return shapes
}

/** What all marks of one row have in common. */
interface Brush {
  readonly roles: ChartRoles
  readonly graded: boolean
  readonly baseline: number
  readonly heightOf: (count: number) => number
}

function colourOf(grade: Grade, { graded, roles }: Brush): string {
  return graded ? gradeColour(grade, roles) : roles.run
}

interface Plot {
  readonly left: number
  readonly right: number
}

/** Values outside the bounds get room beyond the ends, and only then. */
function plotOf({ axis, rows }: BoundAxisFigure, width: number): Plot {
  const values = rows.flatMap(row => row.values.map(({ value }) => value))
  const room = (outside: readonly number[]): number =>
    outside.length === 0 ? END : 28 + Math.max(...outside.map(value => textWidth(formatCount(value))))
  return {
    left: room(values.filter(value => value < axis.floor)),
    right: width - room(values.filter(value => value > axis.ceiling)),
  }
}

function rowsBottom({ rows, rowHeight }: BoundAxisFigure): number {
  return Math.max(0, ...rows.map(row => row.top + rowHeight))
}

/** Bars of about 15 px, in steps that do not change the figure with every pixel of the window. */
function binsFor(plotWidth: number): number {
  return plotWidth < 600 ? 25 : 50
}

function fullestBin(histograms: readonly Histogram[], plannedTrials: number): number {
  const counts = histograms.flatMap(({ bins, ceiling }) => [...bins, ceiling].map(bin => bin.count))
  return Math.max(1, plannedTrials / 6, ...counts)
}

function barShapes(bin: Bin, axis: BoundAxis, { left, right }: Plot, brush: Brush): Shape[] {
  if (bin.worst === null) return []
  const { baseline, graded, roles } = brush
  const x = placeOf(bin.from, axis, left, right)
  const width = Math.min(WIDEST_BAR, Math.max(1, placeOf(bin.to, axis, left, right) - x - 1))
  const height = brush.heightOf(bin.count)
  const bar: Shape = { kind: 'rect', x, y: baseline - height, width, height, fill: colourOf(bin.worst, brush) }
  // Shape first: what must not be is told from what may be without its colour.
  const warned = graded && bin.worst === 'forbidden'
  return warned ? [bar, ...octagon(x + width / 2, baseline - height - 7, roles)] : [bar]
}

function ceilingShapes(bin: Bin, right: number, brush: Brush): Shape[] {
  if (bin.worst === null) return []
  const { baseline, graded, roles } = brush
  const height = brush.heightOf(bin.count)
  const y = baseline - height
  const text = formatCount(bin.count)
  const label = { x: right - 8, y: Math.min(baseline - 6, y + 7), text, fill: roles.ink3, halo: roles.page }
  return [
    { kind: 'rect', x: right - END, y, width: CEILING_BAR, height, fill: colourOf(bin.worst, brush) },
    ...(graded && bin.worst === 'forbidden' ? octagon(label.x - textWidth(text) - 9, label.y, roles) : []),
    { kind: 'text', align: 'right', ...label },
  ]
}

/** Beyond the ends and never clipped: how many, and the value farthest out. */
function outsideShapes(outside: Outside | null, end: number, side: 'below' | 'above', brush: Brush): Shape[] {
  if (outside === null) return []
  const { baseline, roles } = brush
  const outwards = side === 'below' ? -1 : 1
  const farthest = side === 'below' ? outside.lowest : outside.highest
  const align = side === 'below' ? 'right' : 'left'
  const x = end + outwards * 22
  return [
    ...octagon(end + outwards * 12, baseline - 13, roles),
    { kind: 'text', x, y: baseline - 20, text: formatCount(outside.count), fill: roles.ink, bold: true, align },
    { kind: 'text', x, y: baseline - 6, text: formatCount(farthest), fill: roles.ink3, align },
  ]
}

function triangle(x: number, baseline: number, fill: string): Shape {
  const points = [
    [x, baseline + 1],
    [x + 4, baseline + BELOW_BASELINE],
    [x - 4, baseline + BELOW_BASELINE],
  ] as const
  return { kind: 'polygon', points, fill }
}

function labelY(level: number, bottom: number): number {
  return bottom + FIRST_LABEL + level * LABEL_LEVEL
}

function markLine(mark: PlacedMark, bottom: number, roles: ChartRoles): Shape {
  const x = crisp(mark.x)
  const foot = mark.level === 0 ? bottom + 5 : labelY(mark.level, bottom) - 8
  const dash = mark.bound ? {} : { dash: [2, 3] }
  return { kind: 'line', x1: x, x2: x, y1: 0, y2: foot, stroke: roles.line2, ...dash }
}

function markTexts({ value, caption, align, textX, level }: PlacedMark, bottom: number, roles: ChartRoles): Shape[] {
  const y = labelY(level, bottom)
  return [
    { kind: 'text', x: textX, y, text: value, fill: roles.ink, bold: true, align, halo: roles.page },
    { kind: 'text', x: textX, y: y + 14, text: caption, fill: roles.ink3, align, halo: roles.page },
  ]
}

/** What a reader who does not see the figure is told: its finding. */
export function boundAxisFinding({ axis, rows }: BoundAxisFigure): string {
  const range = `${axis.label}, possible from ${formatCount(axis.floor)} to ${formatCount(axis.ceiling)}`
  const found = rows.map(({ name, values }) => {
    const middle = medianOf(values.map(({ value }) => value))
    if (middle === null) return `${name}: no trials`
    const count = (holds: (value: number) => boolean): number => values.filter(({ value }) => holds(value)).length
    const outside = count(value => value < axis.floor || value > axis.ceiling)
    const parts = [
      `median ${formatCount(middle)}`,
      `${formatCount(count(value => value === axis.ceiling))} of ${formatCount(values.length)} at ${formatCount(axis.ceiling)}`,
      ...(outside > 0 ? [`${formatCount(outside)} outside the bounds`] : []),
    ]
    return `${name}: ${parts.join(', ')}`
  })
  return `${range}. ${found.join('. ')}.`
}
