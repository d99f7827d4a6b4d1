import { roundStep, roundText } from '../base/round-step.ts'
import { counted } from '../base/units.ts'
import type { ToldCurve } from '../contract/curve-in-words.ts'
import { crisp, textWidth, type Shape } from './drawing.ts'
import type { ChartRoles } from './roles.ts'

export const HEIGHT = 320
const TOP = 20
const LEFT = 44
const AXIS = 40
const ROOM_ABOVE = 1.06
/** Intervals that reach farther above the highest median than this end at the edge, so that the medians can be seen. */
const MOST_ABOVE = 2

/** Where things are drawn: workers across, speed-up upwards. What is higher than the frame ends at its edge. */
export interface Frame {
  readonly x: (workers: number) => number
  readonly y: (speedUp: number) => number
  readonly right: number
  readonly bottom: number
  /** Workers of the last point. */
  readonly last: number
  readonly highest: number
}

export function frameOf({ curve, ceiling }: ToldCurve, right: number): Frame {
  const last = Math.max(1, ...curve.points.map(({ workers }) => workers))
  const measured = curve.points.flatMap(({ speedUp: own }) => own ?? [])
  const reached = ceiling?.points.flatMap(({ before, after }) => [before, after]) ?? []
  const median = Math.max(1, ...measured.map(({ value }) => value), ...reached.map(own => own.median))
  const limit = Math.max(median, ...[...measured, ...reached].map(({ high }) => high ?? 0))
  const highest = Math.min(limit, MOST_ABOVE * median) * ROOM_ABOVE
  const bottom = HEIGHT - AXIS
  const span = Math.max(1, last - 1)
  return {
    x: workers => LEFT + 8 + ((workers - 1) / span) * (right - LEFT - 16),
    y: own => bottom - (Math.min(own, highest) / highest) * (bottom - TOP),
    right,
    bottom,
    last,
    highest,
  }
}

/** The scales, and from where on workers have no core of their own. */
export function gridOf({ curve, cores }: ToldCurve, frame: Frame, roles: ChartRoles): Shape[] {
  const { x, y, right, bottom, highest, last } = frame
  const step = roundStep(highest, 5)
  const values = Array.from({ length: Math.floor(highest / step) + 1 }, (_, index) => index * step)
  const levels = values.flatMap((value): Shape[] => [
    {
      kind: 'line',
      x1: LEFT,
      x2: right,
      y1: crisp(y(value)),
      y2: crisp(y(value)),
      stroke: value === 0 ? roles.line2 : roles.line,
    },
    { kind: 'text', x: LEFT - 6, y: y(value), text: `${roundText(value)}×`, fill: roles.ink3, align: 'right' },
  ])
  let free = 0
  const ticks = curve.points.flatMap(({ workers }): Shape[] => {
    const [at, text] = [x(workers), String(workers)]
    const from = at - textWidth(text) / 2
    const mark: Shape = { kind: 'line', x1: crisp(at), x2: crisp(at), y1: bottom, y2: bottom + 4, stroke: roles.line2 }
    if (from < free) return [mark]
    free = at + textWidth(text) / 2 + 6
    return [mark, { kind: 'text', x: at, y: bottom + 13, text, fill: roles.ink3, align: 'center' }]
  })
  const name: Shape = { kind: 'text', x: right, y: bottom + 30, text: 'workers', fill: roles.ink3, align: 'right' }
  return [...levels, ...ticks, name, ...(cores < last ? coresMark(cores, frame, roles) : [])]
}

/** From here on a worker has no core of its own. */
function coresMark(cores: number, { x, bottom, right }: Frame, roles: ChartRoles): Shape[] {
  const at = crisp(x(cores))
  const text = `${counted(cores, 'core')}: beyond, workers take turns`
  const fits = at + textWidth(text) + 12 < right
  return [
    { kind: 'line', x1: at, x2: at, y1: TOP, y2: bottom, stroke: roles.line2, dash: [2, 3] },
    {
      kind: 'text',
      x: fits ? at + 10 : at - 10,
      y: bottom - 9,
      text,
      fill: roles.ink3,
      align: fits ? 'left' : 'right',
      halo: roles.page,
    },
  ]
}
