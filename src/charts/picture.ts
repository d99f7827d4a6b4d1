import { textWidth, type Shape } from './drawing.ts'
import type { ChartRoles } from './roles.ts'
import type { ChartTable } from './table-of.ts'

/** A figure, whatever its kind: what it shows, in shapes, in words and in numbers. */
export interface Picture {
  /** Says what. */
  readonly title: string
  /** Says how. */
  readonly caption: string
  /** For those who do not see it. */
  readonly finding: string
  readonly table: ChartTable
  /** Lines under the figure: what was left out of it, and what making it cost. */
  readonly notes?: readonly string[]
  readonly height: number
  shapes(roles: ChartRoles, width: number): Shape[]
}

/** Room for the names at the left of rows, at least. */
export const NAMES_WIDTH = 120
export const WORKER_NAMES_WIDTH = 34
/** Room for the figures at the right of rows. */
export const FIGURES_WIDTH = 90

/** Room for these names at the left of rows. */
export function namesWidth(names: readonly string[]): number {
  return Math.max(NAMES_WIDTH, ...names.map(name => textWidth(name) + 16))
}
