import { sweepDocumentSchema, type SweepDocument, type SweepPlan, type SweepPoint } from '../../contract/sweep.ts'
import { MAX_WORKERS } from '../../contract/limits.ts'
import { MOST_POINTS } from '../../contract/sweep-request.ts'
import { checkName, IDENTIFIER, NAME, refused, shapedAs } from './imported-run.ts'
import { isIn, pointsOf, sweepId, type PlannedPoint } from './sweep-plan.ts'
import { sweepOf } from './sweep-record.ts'

/** No experiment has so many. */
const MOST_VARIANTS = 64
/** Trials of a variant at one point. */
const MOST_SAMPLES = 1000

/**
 * A sweep, or a part of one, from what stands in its JSON report: `sweepFrom(report(sweep)) = sweep`.
 *
 * Guarantees: its points are those of its plan; whatever follows from its points is worked out anew.
 * Does not guarantee: that anybody measured it.
 * @throws {LabError} BAD_IMPORT with the first thing that is wrong
 */
export function sweepFrom(given: unknown): SweepDocument {
  const sweep = shapedAs(sweepDocumentSchema, given)
  checkPlan(sweep.plan)
  if (sweep.id !== sweepId(sweep.plan)) throw refused(`id: "${sweep.id}" is not that of its plan`)
  checkPoints(sweep)
  const { state, verdict } = sweep
  const whole = sweepOf({ ...sweep, cut: state === 'interrupted' ? 'interrupted' : 'cancelled' })
  if (whole.verdict !== verdict) throw refused(`verdict: "${verdict}", where its points make it "${whole.verdict}"`)
  if (whole.state !== state) throw refused(`state: "${state}", where its points make it "${whole.state}"`)
  return whole
}

function checkPlan({ experiment, variants, params, axes }: SweepPlan): void {
  checkName(experiment, NAME, 'plan.experiment')
  for (const variant of variants) checkName(variant, NAME, 'plan.variants')
  if (new Set(variants).size < variants.length) throw refused('plan.variants: one is there twice')
  if (variants.length > MOST_VARIANTS) throw refused('plan.variants: too many')
  for (const name of Object.keys(params)) checkName(name, IDENTIFIER, 'plan.params')
  for (const { parameter, values } of axes) {
    checkName(parameter, IDENTIFIER, 'plan.axes')
    if (new Set(values).size < values.length) throw refused(`plan.axes: a value of ${parameter} is there twice`)
    if (parameter === 'workers' && !values.every(isWorkers)) throw refused('plan.axes: workers that no run has')
  }
  if (new Set(axes.map(({ parameter }) => parameter)).size < axes.length) throw refused('plan.axes: one is there twice')
  if (axes.reduce((product, { values }) => product * values.length, 1) > MOST_POINTS) {
    throw refused(`plan.axes: more than ${String(MOST_POINTS)} points`)
  }
}

function isWorkers(value: number | string): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_WORKERS
}

function checkPoints({ plan, shards, points, machines, sittings }: SweepDocument): void {
  const planned = pointsOf(plan)
  let last = -1
  for (const point of points) {
    const path = `points.${String(point.index)}`
    if (point.index <= last) throw refused('points: they are not in their order')
    last = point.index
    checkPlace(point, planned[point.index], path)
    if (!isIn(shards, point.index)) throw refused(`${path}: it is in none of the parts`)
    checkVariants(point, plan, path)
  }
  if ([...points, ...sittings].some(({ machine }) => machine >= machines.length)) {
    throw refused('machines: one that was measured on is missing')
  }
}

function checkPlace(point: SweepPoint, planned: PlannedPoint | undefined, path: string): void {
  const names = planned === undefined ? [] : Object.keys(planned.values)
  const isThere =
    planned?.seed === point.seed &&
    names.length === Object.keys(point.values).length &&
    names.every(name => planned.values[name] === point.values[name])
  if (!isThere) throw refused(`${path}: the plan has no such point`)
}

function checkVariants({ variants }: SweepPoint, plan: SweepPlan, path: string): void {
  if (variants.map(({ variant }) => variant).join(' ') !== plan.variants.join(' ')) {
    throw refused(`${path}.variants: they are not those of the plan`)
  }
  for (const { outcomes, failures, measures } of variants) {
    for (const { name } of outcomes) checkName(name, NAME, `${path}.outcomes`)
    for (const { check } of failures) checkName(check, NAME, `${path}.failures`)
    for (const [name, { n, samples }] of Object.entries(measures)) {
      checkName(name, IDENTIFIER, `${path}.measures`)
      if (samples.length > MOST_SAMPLES || (samples.length > 0 && samples.length !== n)) {
        throw refused(`${path}.measures.${name}: its samples are not counted right`)
      }
    }
  }
}
