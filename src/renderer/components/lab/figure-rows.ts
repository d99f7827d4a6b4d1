import type { BoundAxisFigure } from '../../../charts/bound-axis.ts'
import { dotScale, type DotScale } from '../../../charts/throughput-dots.ts'
import { formatCount, formatRate, formatShare } from '../../../base/units.ts'
import type { ExperimentEntry } from '../../../contract/catalogue.ts'
import { marksOf, marksOfAll } from '../../../contract/warning.ts'
import type { Grade } from '../../../contract/words.ts'
import { countedIn, isBroken, worstGrade, type ShownArm, type ShownRun } from './shown-run.ts'

/** One row of the figure that puts every variant's correctness beside its speed. */
export interface FigureRow {
  readonly variant: string
  readonly title: string
  /** True at the first row of the second group: broken variants stand above fixed ones, with a space between. */
  readonly gapBefore: boolean
  /** Worst grade seen; null before the run has ended. */
  readonly grade: Grade | null
  readonly share: string
  readonly outcome: string
  /** Place on the scale of all rows, from 0 to 1. */
  readonly dot: number | null
  readonly rate: string
  /** What is to be doubted about the rate; empty where nothing is. */
  readonly doubts: string
}

export interface VariantRows {
  readonly rows: readonly FigureRow[]
  /** Name of the share that is shown; null where the experiment has none. */
  readonly share: string | null
  /** Name of the outcome that is counted out. */
  readonly outcome: string
  /** Unit of the rate; null where the experiment has none. */
  readonly rate: string | null
  readonly scale: DotScale | null
}

const GROUP_GAP = 12

/** Work done per second; null where the experiment does not measure any. */
export function rateOf({ measures }: ExperimentEntry): ExperimentEntry['measures'][number] | null {
  return measures.find(({ name }) => name === 'throughput') ?? null
}

/** The outcome that is worth a column: what all variants may come to, or most of them; of several the one judged last. */
function countedOutcome({ outcomes }: ExperimentEntry): ExperimentEntry['outcomes'][number] | undefined {
  const mayCome = ({ grades }: ExperimentEntry['outcomes'][number]): number =>
    Object.values(grades).filter(grade => grade === 'acceptable').length
  const most = Math.max(...outcomes.map(mayCome))
  return outcomes.findLast(outcome => mayCome(outcome) === most)
}

/** The rows in the order of the figure, each with its share, one of its outcomes and its rate. */
export function variantRows(run: ShownRun, entry: ExperimentEntry): VariantRows {
  const share = entry.measures.find(({ unit }) => unit === 'share') ?? null
  const rate = rateOf(entry)
  const outcome = countedOutcome(entry)?.name ?? ''
  const arms = ordered(run.arms)
  const medianOf = (arm: ShownArm, name: string | undefined): number | null =>
    name === undefined ? null : (arm.measures[name]?.median ?? null)
  const scale = dotScale(arms.map(arm => medianOf(arm, rate?.name)))
  const rows = arms.map((arm, index): FigureRow => {
    const before = arms[index - 1]
    const lost = medianOf(arm, share?.name)
    const perSecond = medianOf(arm, rate?.name)
    const seen = arm.outcomes.find(({ name }) => name === outcome)?.count ?? 0
    return {
      variant: arm.variant,
      title: arm.title,
      gapBefore: before !== undefined && isBroken(before) && !isBroken(arm),
      grade: run.ended ? worstGrade(arm) : null,
      share: lost === null ? '' : formatShare(lost),
      outcome: arm.trials.length === 0 ? '' : `${formatCount(seen)} of ${formatCount(countedIn(arm))}`,
      dot: scale?.places[index] ?? null,
      rate: perSecond === null ? '' : formatRate(perSecond),
      doubts: perSecond === null ? '' : doubtsAbout(run, arm.variant, rate?.name ?? ''),
    }
  })
  return { rows, share: share?.name.replace(/-share$/, '') ?? null, outcome, rate: rate?.unit ?? null, scale }
}

function doubtsAbout({ warnings }: ShownRun, variant: string, measure: string): string {
  // On most virtual machines nobody ever knows it: the head of the measures says so, not every figure.
  const others = warnings.filter(({ code }) => code !== 'clock-speed-unknown')
  return [...marksOf(others, variant, measure), ...marksOfAll(others)].join(', ')
}

/** Broken above fixed, else as the catalogue has them. */
function ordered(arms: readonly ShownArm[]): readonly ShownArm[] {
  return arms.toSorted((a, b) => Number(isBroken(b)) - Number(isBroken(a)))
}

/** The histograms of the same rows; null where there is no axis to draw them on. */
export function axisFigure(run: ShownRun, rowHeight: number): BoundAxisFigure | null {
  const arms = ordered(run.arms)
  const axis = arms.find(arm => arm.axis !== null)?.axis ?? null
  if (axis === null) return null
  let top = 0
  const rows = arms.map((arm, index) => {
    const before = arms[index - 1]
    if (before !== undefined && isBroken(before) && !isBroken(arm)) top += GROUP_GAP
    const row = { name: arm.title, values: valuesOf(arm, axis.observed), top }
    top += rowHeight
    return row
  })
  return { axis, rows, rowHeight, plannedTrials: run.plannedTrials, graded: run.ended }
}

/** What each completed trial came to. A trial that was cut short observed nothing that could be judged. */
function valuesOf({ trials, outcomes }: ShownArm, observed: string): { value: number; grade: Grade }[] {
  const grades = new Map(outcomes.map(({ name, grade }) => [name, grade]))
  return trials.flatMap(({ state, outcome, observed: facts }) => {
    const value = facts[observed]
    if (state !== 'completed' || typeof value !== 'number') return []
    return [{ value, grade: grades.get(outcome ?? '') ?? 'forbidden' }]
  })
}
