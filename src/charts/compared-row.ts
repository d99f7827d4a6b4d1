import type { ComparedMeasure } from '../contract/run-comparison.ts'
import type { Shape } from './drawing.ts'
import type { ChartRoles } from './roles.ts'

/** One variant's measure in all runs. */
export interface ComparedRow {
  readonly title: string
  readonly measure: ComparedMeasure
}

/** An interval: a line with ends that can be seen where it is short. */
export function whisker(from: number, to: number, y: number, roles: ChartRoles): Shape[] {
  const end = (x: number): Shape => ({
    kind: 'line',
    x1: x,
    x2: x,
    y1: y - 4,
    y2: y + 4,
    stroke: roles.ink,
    width: 1.2,
  })
  return [{ kind: 'line', x1: from, x2: to, y1: y, y2: y, stroke: roles.ink, width: 1.2 }, end(from), end(to)]
}
