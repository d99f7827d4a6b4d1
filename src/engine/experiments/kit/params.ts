import { LabError } from '../../../base/errors.ts'
import { printable } from '../../../base/text.ts'
import { hasKey, keysOf } from '../../../base/typed-object.ts'
import { unpacked } from '../../../base/unpacked.ts'
import { MAX_WORKERS } from '../../../contract/limits.ts'
import { DEFAULT_CORES_KEPT_FREE } from '../../../contract/pool.ts'
import type { Parameter } from '../../../contract/catalogue.ts'
import type { ParamValues } from '../../../contract/words.ts'

/**
 * Parameters are declared as values: type, range, default and help in one place, from which the form, the terminal's
 * checks and the catalogue are made.
 */

/** The part of the machine that defaults may depend on. */
export interface MachineSize {
  readonly cores: number
  /** Cores left to the host and the screen; {@link DEFAULT_CORES_KEPT_FREE} if not said. */
  readonly coresKeptFree?: number
}

interface NumberSpec {
  readonly min: number
  readonly max: number
  readonly default: number | ((machine: MachineSize) => number)
  readonly help: string
}

/** A whole number. */
export interface CountSpec extends NumberSpec {
  readonly kind: 'count'
  readonly unit?: string
}

/** A duration in seconds; fractions are allowed. */
export interface SecondsSpec extends NumberSpec {
  readonly kind: 'seconds'
}

export interface ChoiceSpec<C extends string = string> {
  readonly kind: 'choice'
  /** Name -> help. */
  readonly choices: Readonly<Record<C, string>>
  readonly default: C
  readonly help: string
}

export type ParamSpec = CountSpec | SecondsSpec | ChoiceSpec
export interface ParamSpecs {
  readonly [name: string]: ParamSpec
}

/** The values of declared parameters: a choice becomes its union of names, the rest numbers. */
export type Values<S extends ParamSpecs> = {
  readonly [K in keyof S]: S[K] extends ChoiceSpec<infer C> ? C : number
}

export function count(spec: Omit<CountSpec, 'kind'>): CountSpec {
  return { kind: 'count', ...spec }
}

export function seconds(spec: Omit<SecondsSpec, 'kind'>): SecondsSpec {
  return { kind: 'seconds', ...spec }
}

export function choice<const C extends string>(spec: {
  readonly choices: Readonly<Record<C, string>>
  readonly default: NoInfer<C>
  readonly help: string
}): ChoiceSpec<C> {
  return { kind: 'choice', ...spec }
}

/** As many as there are cores to spare, but a race needs two, and more than eight are hard to read. */
export function defaultWorkers({ cores, coresKeptFree = DEFAULT_CORES_KEPT_FREE }: MachineSize): number {
  return Math.min(8, Math.max(2, cores - coresKeptFree))
}

/** Parameters that every experiment has beside its own. */
export const commonParams = {
  workers: count({ min: 1, max: MAX_WORKERS, default: defaultWorkers, help: 'threads that run at the same time' }),
  trials: count({ min: 1, max: 1000, default: 30, help: 'repetitions of each variant' }),
  warmUp: count({ min: 0, max: 100, default: 1, help: 'repetitions of each variant before counting starts' }),
  stallAfter: seconds({
    min: 0.05,
    max: 3600,
    default: 1,
    help: 'a trial in which nothing has been done for so long is stalled; below timeCap',
  }),
  timeCap: seconds({ min: 0.1, max: 3600, default: 10, help: 'the longest one trial may take' }),
} as const satisfies ParamSpecs

export type CommonParams = typeof commonParams

/**
 * Switches of what looks closer at probes. Every experiment has them, and no kernel sees them: an instrument that is on
 * must not change what is measured.
 */
export const instrumentParams = {
  recording: choice({
    choices: {
      off: 'probes are sampled',
      events: 'probes record every wait and wake-up; what that costs is measured and said',
    },
    default: 'off',
    help: 'what probes record beside their samples',
  }),
} as const satisfies ParamSpecs

/** Not an experiment's own: what all have, and the switch of those that can be run with any number of workers. */
const COMMON_NAMES: readonly string[] = [...keysOf(commonParams), ...keysOf(instrumentParams), 'curve']

/** The default of a parameter on this machine. */
export function defaultOf(spec: ParamSpec, machine: MachineSize): number | string {
  const value = typeof spec.default === 'function' ? spec.default(machine) : spec.default
  return typeof value === 'number' ? unpacked(value) : value
}

/**
 * Checks one value, which may still be text from a command line.
 * @throws {LabError} BAD_VALUE naming the parameter, what it allows and the value given
 */
export function parseParam(
  name: string,
  spec: ParamSpec,
  given: string | number,
  machine: MachineSize,
): number | string {
  switch (spec.kind) {
    case 'choice': {
      if (typeof given === 'string' && hasKey(spec.choices, given)) return given
      throw badValue(name, `one of ${keysOf(spec.choices).join(', ')}`, given, spec.default)
    }
    case 'count':
    case 'seconds': {
      const value = numberOf(given)
      const whole = spec.kind === 'count'
      const fits = value >= spec.min && value <= spec.max && (!whole || Number.isSafeInteger(value))
      if (fits) return unpacked(value)
      const kind = whole ? 'a whole number' : 'a number of seconds'
      throw badValue(name, `${kind} from ${String(spec.min)} to ${String(spec.max)}`, given, defaultOf(spec, machine))
    }
  }
}

/** Decimal notation only, with an exponent if wanted; anything else is NaN, which fits nowhere. */
function numberOf(given: string | number): number {
  if (typeof given === 'number') return given
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(given) ? Number(given) : Number.NaN
}

function badValue(name: string, allowed: string, given: string | number, example: string | number): LabError {
  const shown = typeof given === 'string' ? `"${printable(given)}"` : String(given)
  return new LabError('BAD_VALUE', `${name} must be ${allowed}, got ${shown}`, {
    allowed,
    suggestion: `--set ${name}=${String(example)}`,
    parameter: name,
  })
}

/** Narrows checked values to the types their specs promise. */
export function hasValues<S extends ParamSpecs>(specs: S, values: ParamValues): values is Values<S> & ParamValues {
  return keysOf(specs).every(name => typeof values[name] === (specs[name]?.kind === 'choice' ? 'string' : 'number'))
}

/** A parameter as the catalogue lists it, its default worked out for this machine. */
export function describeParam(name: string, spec: ParamSpec, machine: MachineSize): Parameter {
  const common = COMMON_NAMES.includes(name)
  if (spec.kind === 'choice') {
    const choices = keysOf(spec.choices).map(choiceName => ({ name: choiceName, help: spec.choices[choiceName] ?? '' }))
    return { kind: 'choice', name, unit: null, help: spec.help, choices, default: spec.default, common }
  }
  const range = {
    name,
    help: spec.help,
    min: spec.min,
    max: spec.max,
    default: Number(defaultOf(spec, machine)),
    common,
  }
  return spec.kind === 'count'
    ? { kind: 'count', unit: spec.unit ?? null, ...range }
    : { kind: 'seconds', unit: 's', ...range }
}
