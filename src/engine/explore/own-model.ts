import { describeThrown, isLabError, LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import { hasKey } from '../../base/typed-object.ts'
import type { StepModel } from '../experiments/kit/step-model.ts'
import type { ModelFiles } from '../ports.ts'
import type { Prepared } from './steps/prepare.ts'

const EXAMPLE = {
  allowed: 'a module with export const model = defineModel({ … })',
  suggestion: 'the example in docs/own-model.ts',
}

/** Whether it is the path of a file rather than an experiment's id. */
export function isModelFile(experiment: string): boolean {
  return /[/\\]|\.[cm]?[jt]s$/.test(experiment)
}

/**
 * The model that a file exports.
 * @throws {LabError} BAD_MODEL where it exports none
 */
export async function loadOwnModel(files: ModelFiles, path: string): Promise<StepModel> {
  if (/[\s|]/.test(path))
    throw new LabError('BAD_MODEL', `the path of a model is part of its schedules: "${printable(path)}"`, {
      allowed: 'a path without spaces and "|"',
      suggestion: 'another name for it',
    })
  const loaded = await files.load(path)
  if (typeof loaded === 'object' && loaded !== null && 'model' in loaded && isModel(loaded.model)) {
    checkSizes(path, loaded.model)
    return loaded.model
  }
  throw new LabError('BAD_MODEL', `${printable(path)} exports no model`, {
    ...EXAMPLE,
  })
}

/** In a file that no compiler has read, a word may be misspelt. */
function checkSizes(path: string, { params }: StepModel): void {
  for (const [name, spec] of Object.entries(params)) {
    const { default: usual } = spec
    const fits =
      spec.kind === 'choice'
        ? typeof usual === 'string' && hasKey(spec.choices, usual)
        : typeof usual === 'number' && usual >= spec.min && usual <= spec.max
    if (fits) continue
    throw new LabError('BAD_MODEL', `${printable(path)}: the size ${printable(name)} has no default that it allows`, {
      allowed: 'count({ min, max, default, help }), with min ≤ default ≤ max',
      suggestion: EXAMPLE.suggestion,
    })
  }
}

function isModel(value: unknown): value is StepModel {
  return (
    typeof value === 'object' &&
    value !== null &&
    'params' in value &&
    'grades' in value &&
    'variants' in value &&
    value.variants instanceof Map
  )
}

/** Chance that decides between two programs is found out in all but one of a hundred tries. */
const TIMES_MADE = 8

/**
 * A schedule says nothing of a program that is another one next time.
 * @throws {LabError} BAD_MODEL where a variant makes something else of the same sizes
 */
export function holdStill(
  path: string,
  { variants }: StepModel,
  { variant, params }: Pick<Prepared, 'variant' | 'params'>,
): void {
  const make = variants.get(variant)
  const programs = Array.from({ length: TIMES_MADE }, () => JSON.stringify(make?.(params)))
  if (new Set(programs).size === 1) return
  throw new LabError('BAD_MODEL', `${printable(path)}: ${variant} is another program each time that it is made`, {
    allowed: 'the same steps for the same sizes',
    suggestion: 'no random numbers, no clocks and no counters in a model',
  })
}

/** What went wrong, with the place in the file where it did, as far as that is known. */
export function blamed(files: ModelFiles, path: string, thrown: unknown): LabError {
  const place = files.placeOf(path, thrown)
  const where = `${printable(path)}${place}`
  if (!isLabError(thrown)) return new LabError('BAD_MODEL', `${where}: ${describeThrown(thrown)}`, EXAMPLE)
  // What is wrong with a request is not the file's fault.
  return place === '' ? thrown : new LabError('BAD_MODEL', `${where}: ${thrown.message}`, thrown.hints)
}
