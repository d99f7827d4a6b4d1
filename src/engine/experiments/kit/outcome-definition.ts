import { invariant } from '../../../base/assert.ts'
import type { Grade, TrialState } from '../../../contract/words.ts'
import type { DeclaredOutcome } from '../../analysis/outcomes.ts'

/** Says of each variant what it means when the outcome occurs; one grade stands for all variants. */
export type Grades<V extends string> = Grade | Readonly<Record<V, Grade>>

/** What may come out of a trial, and what that means. */
export type OutcomeDefinition<V extends string, O, P> = {
  readonly name: string
  readonly description: string
  readonly grades: Grades<V>
  /** Whether memory models allow it, by their names, for pictures that set what was seen beside it. */
  readonly allowedBy?: Readonly<Record<string, boolean>>
  /** With parameters under which it cannot occur it has no row, and is forbidden like whatever nobody declared. */
  readonly possible?: (params: P) => boolean
} & (
  | { readonly when: (observed: O, params: P) => boolean }
  | { readonly state: TrialState }
  /** Batch experiments: rounds of a trial that can come to it. With 0 it has no row in such a run. */
  | { readonly rounds: (params: P) => number }
)

/**
 * The outcomes as they are declared for one variant.
 * @param variant as grades name it
 * @param params without them all outcomes, with them those that are possible under them
 */
export function declaredOutcomes<V extends string, O, P>(
  outcomes: readonly OutcomeDefinition<V, O, P>[],
  variant: string,
  params: P | undefined,
): readonly DeclaredOutcome[] {
  return outcomes.flatMap(outcome => {
    const rounds = params !== undefined && 'rounds' in outcome ? outcome.rounds(params) : undefined
    if (rounds === 0 || (params !== undefined && outcome.possible?.(params) === false)) return []
    const declared = {
      name: outcome.name,
      description: outcome.description,
      grade: gradeIn(outcome.grades, variant),
      state: 'state' in outcome ? outcome.state : null,
      allowedBy: outcome.allowedBy ?? {},
    }
    return [rounds === undefined ? declared : { ...declared, rounds }]
  })
}

function gradeIn(grades: Grades<string>, variant: string): Grade {
  const grade = typeof grades === 'string' ? grades : grades[variant]
  invariant(grade, `variant ${variant} is graded`)
  return grade
}
