import { fingerprint } from '../../base/fingerprint.ts'
import { LabError } from '../../base/errors.ts'
import { Prng } from '../../base/prng.ts'
import { printable } from '../../base/text.ts'
import type { SweepAxis, SweepPlan } from '../../contract/sweep.ts'
import { tooMany } from '../../contract/sweep-range.ts'
import { MOST_POINTS, type Over, type Shard, type SweepRequest } from '../../contract/sweep-request.ts'
import type { ParamValues } from '../../contract/words.ts'
import type { RunRequest } from '../../contract/run-request.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { MachineSize } from '../experiments/kit/params.ts'
import { planRun, type RunPlan } from './run-plan.ts'

/** A point before it is measured. */
export interface PlannedPoint {
  readonly index: number
  readonly values: ParamValues
  readonly seed: number
}

/** Parameters that decide how a run is looked at and not what it does. */
const NOT_SWEPT: ReadonlyMap<string, string> = new Map([
  ['seed', 'the seed decides the order of things only; every point has its own'],
  ['curve', 'a sweep over workers is what a curve is'],
  ['recording', 'points have no probes, which are what is recorded'],
])

/**
 * Checks a request, every point of it, and makes its plan.
 * @param entropy u32, the seed where the request names none
 * @throws {LabError} whatever {@link planRun} finds wrong with any point; BAD_VALUE for values that make no sweep; USAGE
 * for a part of a sweep whose other parts could not have the same plan
 */
export function planSweep(
  request: SweepRequest,
  experiment: Experiment,
  machine: MachineSize,
  entropy: number,
): SweepPlan {
  const { over, shard, ...asked } = request
  checkOver(over)
  const planAt = (values: ParamValues): RunPlan =>
    planRun({ ...asked, set: { ...asked.set, ...values } }, experiment, machine, entropy)
  const first = planAt({})
  const { seed, arms, primitives } = first
  refuseSwept(asked.set, over, experiment)
  if (shard !== null) checkShared(asked, over, experiment)
  const axes = over.map(({ parameter, values }): SweepAxis => {
    const checked = values.map(value => valueIn(planAt({ [parameter]: value }), parameter))
    const twice = checked.find((value, at) => checked.indexOf(value) !== at)
    if (twice !== undefined) throw badOver(parameter, `the value ${String(twice)} is there twice`, 'each value once')
    const spec = experiment.params[parameter]
    return {
      parameter,
      unit: spec?.kind === 'seconds' ? 's' : ((spec?.kind === 'count' ? spec.unit : null) ?? null),
      values: checked,
    }
  })
  const names = axes.map(({ parameter }) => parameter)
  const params = Object.entries(arms[0]?.params ?? {}).filter(([name]) => !names.includes(name))
  return {
    experiment: experiment.id,
    simulated: experiment.simulated,
    variants: arms.map(({ variant }) => variant),
    params: Object.fromEntries(params.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    axes,
    seed,
    primitives,
  }
}

/** What a sweep is called: equal plans, equal names. */
export function sweepId(plan: SweepPlan): string {
  const { experiment, variants, params, axes, seed, primitives } = plan
  const axesGiven = axes.map(({ parameter, values }) => [parameter, values])
  const named = Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${experiment}-sweep-${fingerprint(JSON.stringify([variants, named, axesGiven, seed, primitives]))}`
}

/**
 * All points of a plan, in the order in which they are measured.
 *
 * Guarantees: the same plan gives the same points; each value of the first parameter comes once in every round, and a
 * round of a grid goes through the values of the second in turns, so that no stretch of time belongs to a stretch of
 * values. Every second round goes backwards.
 */
export function pointsOf({ axes, seed }: SweepPlan): PlannedPoint[] {
  const [across, down] = axes
  const random = new Prng(seed)
  const columns = random.shuffled(across?.values ?? [])
  const rows = random.shuffled(down?.values ?? [])
  const rounds = Array.from({ length: Math.max(1, rows.length) }, (_, round) => {
    const forth = columns.map((column, at): ParamValues => {
      const row = rows[(at + round) % rows.length]
      return {
        ...(across !== undefined && { [across.parameter]: column }),
        ...(down !== undefined && row !== undefined && { [down.parameter]: row }),
      }
    })
    return round % 2 === 0 ? forth : forth.toReversed()
  })
  return rounds.flat().map((values, index) => ({ index, values, seed: random.nextU32() }))
}

/** Whether one of the parts has the point; no parts = all of the plan. */
export function isIn(shards: readonly Shard[], index: number): boolean {
  return shards.length === 0 || shards.some(({ index: own, of }) => index % of === own - 1)
}

/** The request of a point's run. It is no run of its own in the history. */
export function runAt({ experiment, variants, params, primitives }: SweepPlan, point: PlannedPoint): RunRequest {
  const set = { ...params, ...point.values, seed: point.seed }
  return { experiment, variants: [...variants], preset: null, set, primitives, save: false }
}

function checkOver(over: readonly Over[]): void {
  if (over.length === 0 || over.length > 2) {
    throw new LabError('USAGE', `a sweep is over one parameter or two, got ${String(over.length)}`, {
      allowed: '--over once or twice',
      suggestion: '--over workers=1..8:1',
    })
  }
  const [first, second] = over
  if (first?.parameter === second?.parameter) {
    throw badOver(first?.parameter ?? '', 'it is there twice', 'two parameters')
  }
  for (const { parameter, values } of over) {
    if (values.length === 0) throw badOver(parameter, 'it has no values', 'one at least')
  }
  const points = over.reduce((product, { values }) => product * values.length, 1)
  if (points > MOST_POINTS) throw tooMany(points, over.map(({ parameter }) => parameter).join(' and '))
}

function refuseSwept(set: RunRequest['set'], over: readonly Over[], experiment: Experiment): void {
  for (const { parameter } of over) {
    const why = NOT_SWEPT.get(parameter)
    if (why !== undefined) throw badOver(parameter, why, 'any other parameter')
    if (Object.hasOwn(set, parameter)) {
      throw badOver(parameter, `it is set to "${printable(String(set[parameter]))}" as well`, 'either of the two')
    }
  }
  for (const [name, value] of Object.entries(set)) {
    const spec = experiment.params[name]
    const isLook = name !== 'seed' && NOT_SWEPT.has(name) && spec?.kind === 'choice' && value !== spec.default
    if (isLook)
      throw badOver(over[0]?.parameter ?? '', `${name}=${String(value)}: ${NOT_SWEPT.get(name) ?? ''}`, `${name}=off`)
  }
}

/** Whatever is left to chance or to the machine would be another plan for each part. */
function checkShared({ set, preset }: RunRequest, over: readonly Over[], experiment: Experiment): void {
  const given = new Set([
    ...Object.keys(set),
    ...over.map(({ parameter }) => parameter),
    ...Object.keys(experiment.presets.find(own => own.preset === preset)?.params ?? {}),
  ])
  const left = Object.entries(experiment.params)
    .filter(([name, spec]) => typeof spec.default === 'function' && !given.has(name))
    .map(([name]) => name)
  const missing = [...(given.has('seed') ? [] : ['seed']), ...left]
  if (missing.length === 0) return
  throw new LabError('USAGE', `--shard without a value for ${missing.join(' and ')}: each part would choose its own`, {
    allowed: 'the same values for all parts',
    suggestion: missing.map(name => (name === 'seed' ? '--seed 1' : `--set ${name}=4`)).join(' '),
  })
}

function valueIn({ arms }: RunPlan, parameter: string): number | string {
  const value = arms[0]?.params[parameter]
  if (value === undefined) throw new LabError('INTERNAL', `the plan has no value of ${parameter}`)
  return value
}

function badOver(parameter: string, problem: string, allowed: string): LabError {
  return new LabError('BAD_VALUE', `--over ${printable(parameter)}: ${problem}`, {
    allowed,
    suggestion: '--over workers=1..8:1',
    parameter,
  })
}
