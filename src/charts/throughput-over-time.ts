import type { EChartsCoreOption } from 'echarts/core'
import { formatRate, significant } from '../base/units.ts'
import { crisp, drawingOption, textWidth, type Shape } from './drawing.ts'
import { medianOf } from '../base/median.ts'
import type { ChartRoles } from './roles.ts'
import { thinCurve, type Curve } from './thin-curve.ts'

/** One strip: a worker's rate over the measured time of its variant, or that of all. */
export interface Strip {
  readonly label: string
  /** Operations per second over seconds of measured time. */
  readonly curve: Curve
}

/** A moment at which the machine, not the experiment, shaped the curve. */
export interface Trouble {
  readonly atSeconds: number
  readonly word: string
}

export interface ThroughputFigure {
  /** In order; all on one scale. */
  readonly workers: readonly Strip[]
  /** On a scale of its own: it would flatten the others. */
  readonly total: Strip | null
  /** The stretch of measured time that is drawn: all of it, or what is still known of it. */
  readonly fromSeconds: number
  readonly toSeconds: number
  readonly troubles: readonly Trouble[]
}

const LEFT = 28
const RIGHT = 60
const FOOT = 20
/** Between the total and the workers: they do not share a scale. */
const APART = 6

/** Rows get narrower with many workers, but never narrower than their text. */
export function stripHeight(workers: number): number {
  if (workers <= 8) return 34
  return workers <= 16 ? 26 : 18
}

export function throughputHeight({ workers, total }: ThroughputFigure): number {
  const totalHeight = total === null ? 0 : stripHeight(1) + APART
  return totalHeight + workers.length * stripHeight(workers.length) + FOOT
}

/** The option of the strips at a given width; their height is {@link throughputHeight}. */
export function throughputOption(figure: ThroughputFigure, roles: ChartRoles, width: number): EChartsCoreOption {
  return drawingOption(throughputShapes(figure, roles, width), roles)
}

/** The strips as shapes, in pixels. */
export function throughputShapes(figure: ThroughputFigure, roles: ChartRoles, width: number): Shape[] {
  const { workers, total, fromSeconds, toSeconds, troubles } = figure
  const [left, right] = [LEFT, Math.max(LEFT + 1, width - RIGHT)]
  const height = stripHeight(workers.length)
  const firstTop = total === null ? 0 : stripHeight(1) + APART
  const seconds = toSeconds - fromSeconds
  const perSecond = seconds > 0 ? (right - left) / seconds : 0
  const place = { left, right, fromSeconds, perSecond, width }
  const shapes: Shape[] = []
  if (total !== null) shapes.push(...stripShapes(total, 0, stripHeight(1), highest([total]), place, roles))
  const scale = highest(workers)
  workers.forEach((strip, index) =>
    shapes.push(...stripShapes(strip, firstTop + index * height, height, scale, place, roles)),
  )
  const bottom = firstTop + workers.length * height
  const foot = { kind: 'text', y: bottom + FOOT / 2, fill: roles.ink3 } as const
  shapes.push(
    { ...foot, x: left, text: secondsOf(fromSeconds), align: 'left' },
    { ...foot, x: right, text: `${secondsOf(toSeconds)} measured`, align: 'right' },
    ...troubleShapes(troubles, at => left + (at - fromSeconds) * perSecond, firstTop + 7, roles),
  )
  return shapes
}

/** Words that would lie on one another are said once. */
function troubleShapes(
  troubles: readonly Trouble[],
  placeOf: (atSeconds: number) => number,
  y: number,
  roles: ChartRoles,
): Shape[] {
  const placed: { readonly x: number; readonly text: string }[] = []
  for (const { atSeconds, word } of troubles) {
    const x = placeOf(atSeconds)
    if (placed.every(other => Math.abs(other.x - x) > textWidth(word))) placed.push({ x, text: word })
  }
  return placed.map(one => ({ kind: 'text', ...one, y, fill: roles.ink3, align: 'center', halo: roles.page }))
}

interface Place {
  readonly left: number
  readonly right: number
  readonly fromSeconds: number
  /** Pixels. */
  readonly perSecond: number
  readonly width: number
}

function stripShapes(
  strip: Strip,
  top: number,
  height: number,
  scale: number,
  place: Place,
  roles: ChartRoles,
): Shape[] {
  const { left, right, fromSeconds, perSecond, width } = place
  const baseline = top + height - 4
  const tall = height - 8
  const { runs, alone } = thinCurve(strip.curve, perSecond > 0 ? 1 / perSecond : 0)
  const at = ([x, y]: readonly [number, number]) =>
    [left + (x - fromSeconds) * perSecond, baseline - (y / scale) * tall] as const
  const last = lastOf(strip.curve)
  const middle = baseline - Math.min(10, tall / 2)
  return [
    { kind: 'line', x1: left, x2: right, y1: crisp(baseline), y2: crisp(baseline), stroke: roles.line },
    { kind: 'curve', runs: runs.map(run => run.map(at)), stroke: roles.s1, width: 1.4 },
    ...alone.map(at).map(([x, y]): Shape => ({ kind: 'circle', x, y, radius: 1.2, fill: roles.s1 })),
    { kind: 'text', x: 0, y: middle, text: strip.label, fill: roles.ink },
    {
      kind: 'text',
      x: width,
      y: middle,
      text: last === null ? '' : formatRate(last),
      fill: roles.ink,
      align: 'right',
    },
  ]
}

/** The rates of a curve, gaps left out. */
export function ratesOf(curve: Curve): number[] {
  const rates: number[] = []
  for (let at = 0; at < curve.length; at++) {
    const rate = curve.y(at)
    if (!Number.isNaN(rate)) rates.push(rate)
  }
  return rates
}

function lastOf(curve: Curve): number | null {
  for (let at = curve.length - 1; at >= 0; at--) {
    const rate = curve.y(at)
    if (!Number.isNaN(rate)) return rate
  }
  return null
}

function highest(strips: readonly Strip[]): number {
  let most = 0
  for (const { curve } of strips) {
    for (let at = 0; at < curve.length; at++) {
      const rate = curve.y(at)
      if (rate > most) most = rate
    }
  }
  return most > 0 ? most : 1
}

function secondsOf(seconds: number): string {
  return `${significant(seconds)}\u202fs`
}

/** What a reader who does not see the strips is told. */
export function throughputFinding({ workers, total, fromSeconds, toSeconds }: ThroughputFigure, unit: string): string {
  const strips = total === null ? workers : [total, ...workers]
  const told = strips.flatMap(({ label, curve }) => {
    const middle = medianOf(ratesOf(curve))
    return middle === null ? [] : [`${label} ${formatRate(middle)}`]
  })
  if (told.length === 0) return `${unit} of each worker: nothing sampled`
  return `${unit} over ${secondsOf(toSeconds - fromSeconds)} measured, medians: ${told.join(', ')}`
}
