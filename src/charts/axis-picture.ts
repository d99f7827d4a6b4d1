import { formatCount } from '../base/units.ts'
import type { BoundAxis, OutcomeRow, Trial } from '../contract/run-document.ts'
import { boundAxisFinding, boundAxisHeight, boundAxisShapes, type BoundAxisFigure } from './bound-axis.ts'
import type { GradedValue } from './histogram.ts'
import { namesWidth, type Picture } from './picture.ts'
import { movedShapes } from './shapes-svg.ts'
import { tableOfBoundAxis } from './table-of.ts'

/** One variant whose trials have values on the axis. */
export interface AxisVariant {
  readonly title: string
  readonly axis: BoundAxis | null
  readonly trials: readonly Trial[]
  readonly outcomes: readonly OutcomeRow[]
}

const ROW = 42

/** The trials of all variants on the range that a final value can have, with their names; null without an axis. */
export function axisPicture(variants: readonly AxisVariant[], planned: number, width: number): Picture | null {
  const axis = variants.find(one => one.axis !== null)?.axis ?? null
  if (axis === null) return null
  const rows = variants.map((variant, index) => ({
    name: variant.title,
    values: valuesOf(variant, axis.observed),
    top: index * ROW,
  }))
  const figure: BoundAxisFigure = { axis, rows, rowHeight: ROW, plannedTrials: planned, graded: true }
  const left = namesWidth(rows.map(({ name }) => name))
  return {
    title: `Where the ${axis.label} of each trial lies`,
    caption: `${axis.label}, each of ${formatCount(planned)} trials, same scale`,
    finding: boundAxisFinding(figure),
    table: tableOfBoundAxis(figure),
    height: boundAxisHeight(figure, width - left),
    shapes: (roles, given) => [
      ...rows.map(
        ({ name, top }) => ({ kind: 'text', x: 0, y: top + ROW - 15, text: name, fill: roles.ink2 }) as const,
      ),
      ...movedShapes(boundAxisShapes(figure, roles, given - left), left, 0),
    ],
  }
}

/** What each completed trial came to. A trial that was cut short observed nothing that could be judged. */
function valuesOf({ trials, outcomes }: AxisVariant, observed: string): GradedValue[] {
  const grades = new Map(outcomes.map(({ name, grade }) => [name, grade]))
  return trials.flatMap(({ state, outcome, observed: facts }) => {
    const value = facts[observed]
    if (state !== 'completed' || typeof value !== 'number') return []
    return [{ value, grade: grades.get(outcome ?? '') ?? 'forbidden' }]
  })
}
