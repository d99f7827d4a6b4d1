import { counted, formatCount } from '../base/units.ts'
import type { OutcomeRow, Trial } from '../contract/run-document.ts'
import type { Grade } from '../contract/words.ts'
import { crisp, type Shape } from './drawing.ts'
import { gradeColour } from './grade-role.ts'
import { octagon } from './marks.ts'
import { FIGURES_WIDTH, namesWidth, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'

/** The trials of one variant, in their order. */
export interface TriedVariant {
  readonly title: string
  readonly trials: readonly Trial[]
  readonly outcomes: readonly OutcomeRow[]
}

const ROW = 26
const AXIS = 20
/** Narrower marks are not told apart: trials then share one, and the worst among them shows. */
const LEAST_PITCH = 3

/** Shape first: what is as it should be lies low, what the variant exists to show stands up. */
const HEIGHT: Readonly<Record<Grade, number>> = { acceptable: 4, interesting: 14, forbidden: 14 }
const WORST_FIRST: readonly Grade[] = ['forbidden', 'interesting', 'acceptable']

/** What each trial came to, in the order in which they ran. */
export function trialStrip(variants: readonly TriedVariant[], planned: number): Picture {
  const left = namesWidth(variants.map(({ title }) => title))
  const most = Math.max(planned, 1, ...variants.map(({ trials }) => trials.length))
  return {
    title: 'What each trial came to',
    caption:
      'trials from left to right; low is acceptable, tall is what the variant exists to show, an octagon must never be, a line has no grade',
    finding: variants.map(variantInWords).join('; '),
    table: {
      caption: 'trials by the worst outcome in them',
      columns: ['variant', ...WORST_FIRST.toReversed(), 'without a grade', 'trials'],
      rows: variants.map(({ title, trials, outcomes }) => {
        const grades = gradesOf(trials, outcomes)
        const count = (of: Grade | null): string => formatCount(grades.filter(grade => grade === of).length)
        return [title, ...WORST_FIRST.toReversed().map(count), count(null), formatCount(trials.length)]
      }),
    },
    height: variants.length * ROW + AXIS,
    shapes(roles, width) {
      const right = Math.max(left + 1, width - FIGURES_WIDTH)
      const columns = Math.min(most, Math.max(1, Math.floor((right - left) / LEAST_PITCH)))
      const pitch = Math.min(14, (right - left) / columns)
      const bottom = variants.length * ROW
      const share = columns < most ? `, ${counted(Math.ceil(most / columns), 'trial')} a mark at most` : ''
      return [
        ...variants.flatMap(({ title, trials, outcomes }, row) => {
          const middle = row * ROW + ROW / 2
          const grades = gradesOf(trials, outcomes)
          const name: Shape = { kind: 'text', x: 0, y: middle, text: title, fill: roles.ink2 }
          const figure = { x: width, text: counted(trials.length, 'trial'), fill: roles.ink3, align: 'right' } as const
          return [
            name,
            ...columnsOf(grades, most, columns).flatMap((grade, column) =>
              grade === undefined ? [] : markOf(grade, left + column * pitch, pitch, row * ROW + ROW - 6, roles),
            ),
            { kind: 'text', y: middle, ...figure } as const,
          ]
        }),
        { kind: 'text', x: left, y: bottom + AXIS / 2, text: `trial 1${share}`, fill: roles.ink3 },
      ]
    },
  }
}

/** The worst grade of the trials that share a column; undefined where none has run. */
function columnsOf(grades: readonly (Grade | null)[], most: number, columns: number): (Grade | null | undefined)[] {
  return Array.from({ length: columns }, (_, column) => {
    const own = grades.slice(Math.floor((column * most) / columns), Math.floor(((column + 1) * most) / columns))
    return own.length === 0 ? undefined : (WORST_FIRST.find(grade => own.includes(grade)) ?? null)
  })
}

function markOf(grade: Grade | null, x: number, pitch: number, baseline: number, roles: ChartRoles): Shape[] {
  const width = Math.max(1, pitch - 1)
  if (grade === null) {
    return [{ kind: 'line', x1: x, x2: x + width, y1: crisp(baseline), y2: crisp(baseline), stroke: roles.ink3 }]
  }
  const height = HEIGHT[grade]
  const bar: Shape = { kind: 'rect', x, y: baseline - height, width, height, fill: gradeColour(grade, roles) }
  return grade === 'forbidden' ? [bar, ...octagon(x + width / 2, baseline - height, roles)] : [bar]
}

function gradesOf(trials: readonly Trial[], outcomes: readonly OutcomeRow[]): (Grade | null)[] {
  const grades = new Map(outcomes.map(({ name, grade }) => [name, grade]))
  return trials.map(({ outcome }) => (outcome === null ? null : (grades.get(outcome) ?? 'forbidden')))
}

function variantInWords({ title, trials, outcomes }: TriedVariant): string {
  const grades = gradesOf(trials, outcomes)
  const parts = WORST_FIRST.flatMap(grade => {
    const count = grades.filter(own => own === grade).length
    return count === 0 ? [] : [`${formatCount(count)} ${grade}`]
  })
  return `${title}: ${parts.length === 0 ? 'no trial with a grade' : parts.join(', ')} of ${counted(trials.length, 'trial')}`
}
