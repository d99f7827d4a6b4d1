import { keysOf } from '../base/typed-object.ts'
import type { SweepDocument, SweepPlan, SweptMeasure, SweptVariant } from './sweep.ts'
import type { Grade, ParamValues, Verdict } from './words.ts'

/** What charts and tables of a sweep are made of. */

/** A measure at one point, with its place among the values of each parameter, from 0. */
export interface SweptCell {
  readonly x: number
  /** 0 where one parameter is swept. */
  readonly y: number
  readonly measure: SweptMeasure
  /** Of the variant there. */
  readonly verdict: Verdict
  /** The worst-graded outcome that it came to; null where no trial finished. */
  readonly worst: Pick<SweptVariant['outcomes'][number], 'name' | 'grade'> | null
}

/** One variant on one machine: figures of several machines are never put into one line. */
export interface SweptSeries {
  readonly variant: string
  /** Index into the sweep's machines. */
  readonly machine: number
  /** The measure's name. */
  readonly measured: string
  readonly unit: string
  /** By y, then by x; points that lack the measure are left out. */
  readonly cells: readonly SweptCell[]
}

type Measured = Pick<SweepDocument, 'plan' | 'points'>

/** Of which most is to be learnt, first. */
const FIRST = ['throughput']

/** The measures that any point has, the one that matters most first. */
export function measuresIn({ points }: Pick<SweepDocument, 'points'>): string[] {
  const names = new Set(points.flatMap(({ variants }) => variants.flatMap(({ measures }) => keysOf(measures))))
  return [...FIRST.filter(name => names.delete(name)), ...names]
}

/** The lines of a measure, in the plan's order of variants. */
export function seriesOf({ plan, points }: Measured, measure: string): SweptSeries[] {
  const machines = [...new Set(points.map(({ machine }) => machine))].toSorted((a, b) => a - b)
  return plan.variants.flatMap(variant =>
    machines.flatMap((machine): SweptSeries[] => {
      const cells = points.flatMap((point): SweptCell[] => {
        const own = point.machine === machine ? point.variants.find(one => one.variant === variant) : undefined
        const found = own?.measures[measure]
        return own === undefined || found === undefined
          ? []
          : [{ ...placeOf(plan, point.values), measure: found, verdict: own.verdict, worst: worstOf(own) }]
      })
      const unit = cells[0]?.measure.unit
      if (unit === undefined) return []
      return [{ variant, machine, measured: measure, unit, cells: cells.toSorted((a, b) => a.y - b.y || a.x - b.x) }]
    }),
  )
}

const WORST_FIRST: readonly Grade[] = ['forbidden', 'interesting', 'acceptable']

function worstOf({ outcomes }: SweptVariant): SweptCell['worst'] {
  const seen = outcomes.filter(({ count }) => count > 0)
  return WORST_FIRST.flatMap(grade => seen.filter(own => own.grade === grade))[0] ?? null
}

/** What stands beside a line of speed: what the variant came to at worst, and at how many points. */
export function resultOfSeries({ cells }: Pick<SweptSeries, 'cells'>): string {
  const all = cells.flatMap(({ worst }) => worst ?? [])
  const worst = WORST_FIRST.flatMap(grade => all.filter(own => own.grade === grade))[0]
  if (worst === undefined) return 'no trial finished'
  const places = all.filter(({ name }) => name === worst.name).length
  return places === cells.length
    ? `${worst.name} at all points`
    : `${worst.name} at ${String(places)} of ${String(cells.length)} points`
}

/** Where among the values of each parameter a point lies. */
export function placeOf(
  { axes: [across, down] }: Pick<SweepPlan, 'axes'>,
  values: ParamValues,
): { x: number; y: number } {
  const at = (axis: SweepPlan['axes'][number] | undefined): number => {
    const value = axis === undefined ? undefined : values[axis.parameter]
    return axis === undefined || value === undefined ? 0 : axis.values.indexOf(value)
  }
  return { x: at(across), y: at(down) }
}

/** Points that the parts of the plan have, which are done or to be done. */
export function plannedCount({ plan: { axes }, shards }: Pick<SweepDocument, 'plan' | 'shards'>): number {
  const all = axes.reduce((product, { values }) => product * values.length, 1)
  if (shards.length === 0) return all
  const isIn = (index: number): boolean => shards.some(shard => index % shard.of === shard.index - 1)
  return Array.from({ length: all }, (_, index) => index).filter(isIn).length
}

/** What a line is called among the others. @param titleOf a variant's title */
export function seriesName(
  { variant, machine }: Pick<SweptSeries, 'variant' | 'machine'>,
  { machines }: Pick<SweepDocument, 'machines'>,
  titleOf: (variant: string) => string = own => own,
): string {
  return machines.length > 1 ? `${titleOf(variant)}, machine ${String(machine + 1)}` : titleOf(variant)
}
