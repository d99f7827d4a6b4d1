import type { Point, Shape } from './drawing.ts'
import type { ChartRoles } from './roles.ts'

const CORNERS: readonly Point[] = [
  [-2.2, -5.2],
  [2.2, -5.2],
  [5.2, -2.2],
  [5.2, 2.2],
  [2.2, 5.2],
  [-2.2, 5.2],
  [-5.2, 2.2],
  [-5.2, -2.2],
]

/** The mark of what must never be: a filled octagon with a cross. */
export function octagon(x: number, y: number, roles: ChartRoles): Shape[] {
  const cross = (dx: number): Shape => ({
    kind: 'line',
    x1: x - 2 * dx,
    x2: x + 2 * dx,
    y1: y - 2,
    y2: y + 2,
    stroke: roles.page,
    width: 1.5,
  })
  const points = CORNERS.map(([dx, dy]) => [x + dx, y + dy] as const)
  return [{ kind: 'polygon', points, fill: roles.bad }, cross(1), cross(-1)]
}
