import { closest, distance } from 'fastest-levenshtein'
import { LabError } from '../../base/errors.ts'
import { Prng } from '../../base/prng.ts'
import { printable } from '../../base/text.ts'
import { keysOf } from '../../base/typed-object.ts'
import type { RunPreview } from '../../contract/events.ts'
import type { RunRequest } from '../../contract/run-request.ts'
import type { ChartKind, ParamValues, PrimitivesForm } from '../../contract/words.ts'
import type { Experiment, PresetInfo, VariantInfo } from '../experiments/kit/define-experiment.ts'
import {
  commonParams,
  count,
  defaultOf,
  hasValues,
  instrumentParams,
  parseParam,
  type MachineSize,
} from '../experiments/kit/params.ts'
import { withoutOrders } from '../experiments/kit/lock-book.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import { hasWasmThreads } from '../memory/region.ts'
import type { Arm } from '../pool/worker-protocol.ts'
import { curvePlan, type CurvePlan } from './curve-plan.ts'
import { curveWarningsBefore, warningsBefore } from './warnings.ts'

const seedParam = count({ min: 0, max: 0xffffffff, default: 0, help: 'decides the order of trials, never the threads' })

/** What only a probe can show. */
const DRAWN_FROM_PROBES: readonly ChartKind[] = [
  'thread-lanes',
  'owner-ribbon',
  'level-strip',
  'wait-histogram',
  'gantt',
  'loop-lag',
]

/** One trial to come. Arms are counted on from the variants' to the curve's. Warm-up trials have a negative index: they run, and leave no trace. */
export interface PlannedTrial {
  readonly arm: number
  readonly index: number
  readonly seed: number
}

/** A request after every check: what will run, in which order. */
export interface RunPlan {
  readonly experiment: Experiment
  readonly seed: number
  /** The variants. */
  readonly arms: readonly Arm[]
  /** By arm: the same without what its kernels record, to learn what that costs; null where they record nothing. */
  readonly plainArms: readonly (Arm | null)[]
  /** That take part in their trials, at most. */
  readonly workers: number
  /** Of those, the ones that want a core: who only leads the others does not. */
  readonly busyWorkers: number
  /** Null: all trials have as many workers as was asked for. */
  readonly curve: CurvePlan | null
  readonly trialsPerArm: number
  readonly timeCapMillis: number
  readonly order: readonly PlannedTrial[]
  readonly primitives: PrimitivesForm
  /** Each arm has one more trial, for the pictures. */
  readonly probes: boolean
  /** Probes record every wait and wake-up. */
  readonly recordsEvents: boolean
}

/**
 * Checks a request against its experiment and lays out its trials.
 * @param entropy u32, the seed when the request names none
 * @throws {LabError} UNKNOWN_VARIANT, UNKNOWN_PRESET, UNKNOWN_PARAMETER, BAD_VALUE: each names the
 * value given, what is allowed and what to try
 */
export function planRun(
  request: Omit<RunRequest, 'experiment'>,
  experiment: Experiment,
  machine: MachineSize,
  entropy: number,
): RunPlan {
  const preset = request.preset === null ? undefined : presetOf(experiment, request.preset)
  const { seed: seedGiven, ...set } = request.set
  const seed = seedGiven === undefined ? entropy : Number(parseParam('seed', seedParam, seedGiven, machine))
  const params = paramsOf(experiment, preset, set, machine)
  if (!hasValues(commonParams, params) || !hasValues(instrumentParams, params)) {
    throw new LabError('INTERNAL', 'common parameters are missing')
  }
  const recordsEvents = params.recording === 'events'
  const variants = variantsOf(experiment, preset, request.variants)
  const arms = variants.map(({ variant }) => ({ variant, params }))
  const curve = curvePlan(experiment, arms, params, machine.cores)
  return {
    experiment,
    seed,
    arms,
    plainArms: arms.map(({ variant, params: own }) => {
      const plain = withoutOrders(own)
      return plain === null ? null : { variant, params: plain }
    }),
    workers: Math.max(...arms.map(arm => experiment.roles(arm.params).length)),
    busyWorkers: Math.max(...arms.map(arm => experiment.roles(arm.params).filter(experiment.wantsCore).length)),
    curve,
    trialsPerArm: params.trials,
    timeCapMillis: params.timeCap * 1000,
    order: interleave(arms.length + (curve?.arms.length ?? 0), params.warmUp, params.trials, seed),
    probes: recordsEvents || experiment.charts.some(chart => DRAWN_FROM_PROBES.includes(chart)),
    recordsEvents,
    primitives: hasWasmThreads() ? request.primitives : 'javascript',
  }
}

/** All arms that its session needs: the variants, what else a curve needs, and what is there for comparison. */
export function allArms({ arms, curve, plainArms }: RunPlan): readonly Arm[] {
  return [...arms, ...(curve?.arms ?? []), ...plainArms.filter(arm => arm !== null)]
}

/** Most workers that any trial has. */
export function mostWorkers({ workers, curve }: RunPlan): number {
  return Math.max(workers, ...(curve?.counts ?? []))
}

/** A plan as its watchers see it. */
export function previewOf({ experiment, arms, busyWorkers, curve, trialsPerArm }: RunPlan, cores: number): RunPreview {
  return {
    experiment: experiment.id,
    simulated: experiment.simulated,
    trials: trialsPerArm,
    arms: arms.map(({ variant, params }) => ({
      variant,
      params,
      roles: experiment.roles(params),
      axis: experiment.axis(params),
    })),
    curve: curve === null ? null : { workers: curve.counts, trials: curve.arms.length * trialsPerArm },
    warnings: curve === null ? warningsBefore(busyWorkers, cores) : curveWarningsBefore(curve.counts, cores),
  }
}

/**
 * The order of trials: round by round, each variant once per round, every second round backwards, so that a drift of
 * the machine (heat, another program) falls on all variants alike.
 */
export function interleave(arms: number, warmUp: number, trials: number, seed: number): PlannedTrial[] {
  const random = new Prng(seed)
  const forth = random.shuffled(Array.from({ length: arms }, (_, arm) => arm))
  const back = forth.toReversed()
  return Array.from({ length: warmUp + trials }, (_, round) => round - warmUp).flatMap(index =>
    (Math.abs(index) % 2 === 0 ? forth : back).map(arm => ({ arm, index, seed: random.nextU32() })),
  )
}

/** @throws {LabError} UNKNOWN_EXPERIMENT, with the nearest one there is */
export async function experimentCalled(id: string, registry: Registry): Promise<Experiment> {
  const load = registry.get(id)
  if (load !== undefined) return load()
  throw unknown('UNKNOWN_EXPERIMENT', `there is no experiment`, id, [...registry.keys()], 'interleave list')
}

function presetOf(experiment: Experiment, name: string): PresetInfo {
  const preset = experiment.presets.find(candidate => candidate.preset === name)
  if (preset !== undefined) return preset
  const names = experiment.presets.map(candidate => candidate.preset)
  throw unknown('UNKNOWN_PRESET', `${experiment.id} has no preset`, name, names, names[0] ?? 'interleave list')
}

function variantsOf(
  experiment: Experiment,
  preset: PresetInfo | undefined,
  asked: readonly string[],
): readonly VariantInfo[] {
  const names = experiment.variants.map(({ variant }) => variant)
  const wanted = asked.length > 0 ? asked : (preset?.variants ?? names)
  for (const name of wanted) {
    if (!names.includes(name)) {
      throw unknown('UNKNOWN_VARIANT', `${experiment.id} has no variant`, name, names, names[0] ?? 'interleave list')
    }
  }
  return experiment.variants.filter(({ variant }) => wanted.includes(variant))
}

function paramsOf(
  experiment: Experiment,
  preset: PresetInfo | undefined,
  set: RunRequest['set'],
  machine: MachineSize,
): ParamValues {
  const names = keysOf(experiment.params)
  for (const name of Object.keys(set)) {
    if (!names.includes(name)) {
      const known = [...names, 'seed']
      throw unknown('UNKNOWN_PARAMETER', `${experiment.id} has no parameter`, name, known, 'interleave list')
    }
  }
  const given = new Map([...Object.entries(preset?.params ?? {}), ...Object.entries(set)])
  return Object.fromEntries(
    Object.entries(experiment.params).map(([name, spec]) => {
      const value = given.get(name)
      return [name, value === undefined ? defaultOf(spec, machine) : parseParam(name, spec, value, machine)]
    }),
  )
}

type UnknownCode = 'UNKNOWN_EXPERIMENT' | 'UNKNOWN_VARIANT' | 'UNKNOWN_PARAMETER' | 'UNKNOWN_PRESET'

function unknown(
  code: UnknownCode,
  problem: string,
  given: string,
  known: readonly string[],
  fallback: string,
): LabError {
  const shown = `"${printable(given)}"`
  if (known.length === 0) return new LabError(code, `${problem} ${shown}: it has none`)
  // A very long name would make the comparison slow and its result meaningless; so would one that is like no other.
  const nearest = given.length <= 64 ? closest(given, [...known]) : ''
  const suggestion = distance(given.slice(0, 64), nearest) <= nearest.length / 2 ? nearest : fallback
  return new LabError(code, `${problem} ${shown}`, { allowed: known.join(', '), suggestion })
}
