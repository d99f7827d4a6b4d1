import { LabError, type ErrorCode } from '../../../base/errors.ts'
import { printable } from '../../../base/text.ts'
import { keysOf } from '../../../base/typed-object.ts'
import type { ParamValues } from '../../../contract/words.ts'
import { defaultOf, parseParam } from '../../experiments/kit/params.ts'
import type { Grades, StepModel } from '../../experiments/kit/step-model.ts'
import { StepMachine } from './machine.ts'

/** One size of one variant of a model, ready to be searched. */
export interface Prepared {
  readonly experiment: string
  readonly variant: string
  readonly params: ParamValues
  readonly machine: StepMachine
  /** The model's own; null where its experiment has them. */
  readonly grades: Grades | null
}

/** Sizes of models have defaults of their own, which no machine changes. */
const ANY_MACHINE = { cores: 2 }

/**
 * @param variant null = the only one
 * @param set sizes by name, which may still be text
 * @throws {LabError} USAGE without a variant where there are several, UNKNOWN_VARIANT, UNKNOWN_PARAMETER, BAD_VALUE
 */
export function prepare(
  model: StepModel,
  experiment: string,
  variant: string | null,
  set: Readonly<Record<string, string | number>>,
): Prepared {
  const names = [...model.variants.keys()]
  const [first = '', ...others] = names
  if (variant === null && others.length > 0)
    throw new LabError('USAGE', `${experiment} has ${String(names.length)} variants, and one of them is explored`, {
      allowed: names.join(', '),
      suggestion: `--variant ${first}`,
    })
  const chosen = variant ?? first
  const program = model.variants.get(chosen)
  if (program === undefined)
    throw unknown('UNKNOWN_VARIANT', `the model of ${experiment} has no variant`, chosen, names)
  const sizes = keysOf(model.params)
  const stray = Object.keys(set).find(name => !sizes.includes(name))
  if (stray !== undefined)
    throw unknown('UNKNOWN_PARAMETER', `the model of ${experiment} has no parameter`, stray, sizes)
  const params = Object.fromEntries(
    Object.entries(model.params).map(([name, spec]) => {
      const given = set[name]
      return [name, given === undefined ? defaultOf(spec, ANY_MACHINE) : parseParam(name, spec, given, ANY_MACHINE)]
    }),
  )
  return { experiment, variant: chosen, params, machine: new StepMachine(program(params)), grades: model.grades }
}

function unknown(code: ErrorCode, problem: string, given: string, known: readonly string[]): LabError {
  const allowed = known.length > 0 ? known.join(', ') : 'none'
  return new LabError(code, `${problem} "${printable(given)}"`, { allowed, suggestion: known[0] ?? 'no --set' })
}
