import { roundStep, roundText } from '../base/round-step.ts'
import type { SweepAxis, SweepDocument } from '../contract/sweep.ts'
import { measureInWords, seriesInWords, withoutUnit } from '../contract/sweep-in-words.ts'
import { resultOfSeries, seriesName, seriesOf, type SweptCell, type SweptSeries } from '../contract/sweep-series.ts'
import { crisp, textWidth, type Point, type Shape } from './drawing.ts'
import { octagon } from './marks.ts'
import { FIGURES_WIDTH, namesWidth, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'

/** What pictures of a sweep are made of; one that goes on has no more. */
export type PicturedSweep = Pick<SweepDocument, 'plan' | 'points' | 'shards' | 'machines'>

const PANEL = 92
const TOP = 12
const AXIS = 44
const ROOM_ABOVE = 1.08
const RADIUS = 3.5

/** One measure over one parameter: a panel for each variant on each machine, all on one scale. */
export function sweepPanels(
  sweep: PicturedSweep,
  measure: string,
  titleOf: (variant: string) => string,
): Picture | null {
  const [axis] = sweep.plan.axes
  const all = seriesOf(sweep, measure)
  const [first] = all
  if (axis === undefined || first === undefined) return null
  const names = all.map(series => seriesName(series, sweep, titleOf))
  const top = topOf(all)
  return {
    title: `${measure} against ${axis.parameter}`,
    caption: `${first.unit}, 0 to ${withoutUnit(top, first.unit)} in each row; median of the trials and its 95 % interval`,
    finding: seriesInWords(sweep, measure).join(' '),
    table: {
      caption: `${measure}, ${first.unit}: median of the trials and its 95 % interval`,
      columns: [axis.parameter, ...names],
      rows: axis.values.map((value, x) => [
        String(value),
        ...all.map(({ cells }) => {
          const cell = cells.find(own => own.x === x)
          return cell === undefined ? 'not measured' : measureInWords(cell.measure)
        }),
      ]),
    },
    notes: notesOf(all),
    height: TOP + all.length * PANEL + AXIS,
    shapes: (roles, width) => {
      const left = namesWidth([...names, ...all.map(resultOfSeries)])
      const right = width - FIGURES_WIDTH
      const x = scaleOf(axis, left + 8, right - 8)
      return [
        ...all.flatMap((series, row) => panelOf({ series, name: names[row] ?? '', row, top, left, right, x }, roles)),
        ...axisOf(axis, x, right, TOP + all.length * PANEL, roles),
      ]
    },
  }
}

function topOf(all: readonly SweptSeries[]): number {
  return Math.max(
    0,
    ...all.flatMap(({ cells }) => cells.map(({ measure }) => Math.max(measure.median, measure.high ?? 0))),
  )
}

function notesOf(all: readonly SweptSeries[]): string[] {
  const cells = all.flatMap(series => series.cells)
  const failed = cells.filter(({ verdict }) => verdict === 'failed').length
  return [
    ...(failed > 0 ? [`A filled octagon is a point at which something forbidden was seen.`] : []),
    ...(cells.some(({ measure }) => measure.low === null)
      ? ['Points with fewer than five trials have no interval.']
      : []),
  ]
}

/** Where a value lies: by its size where all are numbers in ascending order, else one beside the other. */
function scaleOf({ values }: SweepAxis, left: number, right: number): (place: number) => number {
  const numbers = values.map(Number)
  const isRising = values.every(
    (value, at) => typeof value === 'number' && (at === 0 || value > (numbers[at - 1] ?? 0)),
  )
  const places = isRising ? numbers : values.map((_, at) => at)
  const [from, to] = [places[0] ?? 0, places.at(-1) ?? 0]
  return place =>
    to > from ? left + (((places[place] ?? from) - from) / (to - from)) * (right - left) : (left + right) / 2
}

interface Panel {
  readonly series: SweptSeries
  readonly name: string
  readonly row: number
  readonly top: number
  readonly left: number
  readonly right: number
  readonly x: (place: number) => number
}

function panelOf({ series, name, row, top, left, right, x }: Panel, roles: ChartRoles): Shape[] {
  const bottom = TOP + (row + 1) * PANEL - 10
  const height = PANEL - 22
  const y = (value: number): number => bottom - (top > 0 ? value / (top * ROOM_ABOVE) : 0) * height
  const { cells, unit } = series
  const step = roundStep(Math.max(top, Number.MIN_VALUE), 2)
  const levels = top > 0 ? Array.from({ length: Math.floor(top / step) + 1 }, (_, at) => at * step) : [0]
  const last = cells.at(-1)
  const points = cells.map(({ x: place, measure }): Point => [x(place), y(measure.median)])
  return [
    { kind: 'text', x: 0, y: bottom - height / 2 - 8, text: name, fill: roles.ink2 },
    { kind: 'text', x: 0, y: bottom - height / 2 + 9, text: resultOfSeries(series), fill: roles.ink3 },
    ...levels.map((value): Shape => {
      const at = crisp(y(value))
      return { kind: 'line', x1: left, x2: right, y1: at, y2: at, stroke: value === 0 ? roles.line2 : roles.line }
    }),
    ...bandOf(cells, x, y, roles),
    { kind: 'curve', runs: [points], stroke: roles.s1, width: 1.8 },
    ...cells.flatMap(cell => markOf(cell, x(cell.x), y(cell.measure.median), roles)),
    ...(last === undefined
      ? []
      : [
          {
            kind: 'text',
            x: right + 8,
            y: y(last.measure.median),
            text: withoutUnit(last.measure.median, unit),
            fill: roles.ink,
            bold: true,
            halo: roles.page,
          } as const,
        ]),
  ]
}

/** Stretches of points that all carry an interval. */
function bandOf(
  cells: readonly SweptCell[],
  x: (place: number) => number,
  y: (value: number) => number,
  roles: ChartRoles,
): Shape[] {
  return stretchesOf(cells).flatMap((limits): Shape[] => {
    const places = limits.map(({ place, low, high }) => ({ at: x(place), low: y(low), high: y(high) }))
    if (places.length < 2) {
      return places.map(({ at, low, high }) => ({ kind: 'line', x1: at, x2: at, y1: low, y2: high, stroke: roles.s1 }))
    }
    const edge = places.map(({ at, high }): Point => [at, high])
    const back = places.toReversed().map(({ at, low }): Point => [at, low])
    return [{ kind: 'polygon', points: [...edge, ...back], fill: roles.s1, opacity: 0.2 }]
  })
}

interface Limits {
  readonly place: number
  readonly low: number
  readonly high: number
}

/** A point without an interval ends one: nothing is known there. */
function stretchesOf(cells: readonly SweptCell[]): Limits[][] {
  const stretches: Limits[][] = []
  let own: Limits[] | null = null
  for (const { x: place, measure } of cells) {
    const { low, high } = measure
    if (low === null || high === null) {
      own = null
    } else if (own === null) {
      own = [{ place, low, high }]
      stretches.push(own)
    } else {
      own.push({ place, low, high })
    }
  }
  return stretches
}

function markOf({ verdict }: SweptCell, x: number, y: number, roles: ChartRoles): Shape[] {
  if (verdict === 'failed') return octagon(x, y, roles)
  const mark = { kind: 'circle', x, y, radius: RADIUS } as const
  return [verdict === 'passed' ? { ...mark, fill: roles.s1 } : { ...mark, fill: roles.page, stroke: roles.s1 }]
}

function axisOf(
  { parameter, unit, values }: SweepAxis,
  x: (place: number) => number,
  right: number,
  top: number,
  roles: ChartRoles,
): Shape[] {
  let free = 0
  const ticks = values.flatMap((value, place): Shape[] => {
    const text = typeof value === 'number' ? roundText(value) : value
    const at = x(place)
    const from = at - textWidth(text) / 2
    const mark: Shape = { kind: 'line', x1: crisp(at), x2: crisp(at), y1: top - 8, y2: top - 4, stroke: roles.line2 }
    if (from < free) return [mark]
    free = at + textWidth(text) / 2 + 6
    return [mark, { kind: 'text', x: at, y: top + 5, text, fill: roles.ink3, align: 'center' }]
  })
  const name = unit === null || unit === parameter ? parameter : `${parameter}, ${unit}`
  return [...ticks, { kind: 'text', x: right, y: top + 24, text: name, fill: roles.ink3, align: 'right' }]
}
