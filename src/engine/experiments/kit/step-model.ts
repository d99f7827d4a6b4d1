import { kebabCase } from '../../../base/text.ts'
import { invariant } from '../../../base/assert.ts'
import type { Grade, ParamValues } from '../../../contract/words.ts'
import type { ParamSpecs, Values } from './params.ts'
import { hasValues } from './params.ts'
import type { Statement } from './steps.ts'
import type { Expression } from './step-values.ts'

/** One size of one variant: what each worker does, and what may come of it. */
export interface StepProgram {
  readonly workers: readonly (readonly Statement[])[]
  /** What the end means, once all workers are done: the first that holds. */
  readonly outcomes: readonly StepOutcome[]
  /** What an end is called that no outcome above holds for. */
  readonly otherwise: string
  /** Tells ends of one name apart, where a number came out. */
  readonly value?: Expression
}

export interface StepOutcome {
  readonly name: string
  /** May name words. */
  readonly when: Expression
}

/** A model whose every interleaving can be searched, its own types folded away. */
export interface StepModel {
  readonly params: ParamSpecs
  /** By their names in kebab-case. */
  readonly variants: ReadonlyMap<string, (params: ParamValues) => StepProgram>
  /** What ends mean, by their names; null = as the experiment of the same name says. */
  readonly grades: Grades | null
}

/** Ends by their names, `deadlock` and `stall` among them. What is not named is forbidden. */
export type Grades = Readonly<Record<string, Grade>>

/**
 * Declares a model. That of an experiment has the same variants and the same names of outcomes, and no grades of its own; its
 * sizes are its own, and small.
 */
export function defineModel<const S extends ParamSpecs>(definition: {
  readonly params: S
  readonly grades?: Grades
  readonly variants: Readonly<Record<string, (params: Values<S>) => StepProgram>>
}): StepModel {
  const { params, variants, grades = null } = definition
  return {
    params,
    grades,
    variants: new Map(
      Object.entries(variants).map(([name, make]) => [
        kebabCase(name),
        (values: ParamValues) => {
          invariant(hasValues(params, values), 'parameters were checked')
          return make(values)
        },
      ]),
    ),
  }
}
