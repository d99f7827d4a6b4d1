import { crisp, type Shape } from './drawing.ts'
import type { ChartRoles } from './roles.ts'

/** Lanes: height says CPU, low does not burn it; hollow is blocked, dashed is blocked with a time limit. */
export const ROW = 26
const TALL = 14
const LOW = 6
const WAIT = 4
/** More cannot be told apart. */
export const MOST_ARROWS = 200

/** Somebody let somebody else go on. */
export interface HandOver {
  /** In milliseconds. */
  readonly at: number
  /** 0-based workers. */
  readonly from: number
  readonly to: number
}

export function runsMark(from: number, to: number, middle: number, roles: ChartRoles): Shape {
  return { kind: 'rect', x: from, y: middle - TALL / 2, width: Math.max(1, to - from), height: TALL, fill: roles.run }
}

/** It waits by choice, for what ends by itself: a line, and no core is burned. */
export function waitsMark(from: number, to: number, middle: number, roles: ChartRoles): Shape {
  return { kind: 'rect', x: from, y: middle - WAIT / 2, width: Math.max(1, to - from), height: WAIT, fill: roles.wait }
}

export function blockedMark(from: number, to: number, middle: number, timed: boolean, roles: ChartRoles): Shape {
  const place = { x: from, y: middle + TALL / 2 - LOW, width: Math.max(1, to - from), height: LOW }
  const drawn = { kind: 'rect', ...place, fill: roles.page, stroke: roles.blocked } as const
  return timed ? { ...drawn, dash: [3, 2] } : drawn
}

/** It has not begun, or is done. */
export function idleMark(from: number, to: number, middle: number, roles: ChartRoles): Shape {
  const x2 = Math.max(from + 1, to)
  return { kind: 'line', x1: from, x2, y1: crisp(middle), y2: crisp(middle), stroke: roles.line }
}

/** A dot where it was let go from, a head where somebody went on. */
export function arrow({ from, to }: HandOver, x: number, roles: ChartRoles): Shape[] {
  const [y1, y2] = [from * ROW + ROW / 2, to * ROW + ROW / 2]
  const tip = y2 > y1 ? -4 : 4
  return [
    { kind: 'circle', x, y: y1, radius: 2, fill: roles.ink3 },
    { kind: 'line', x1: x, x2: x, y1, y2, stroke: roles.ink3 },
    {
      kind: 'polygon',
      points: [
        [x, y2],
        [x - 3, y2 + tip],
        [x + 3, y2 + tip],
      ],
      fill: roles.ink3,
    },
  ]
}
