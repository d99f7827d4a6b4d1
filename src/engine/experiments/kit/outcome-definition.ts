import type { Grade, TrialState } from '../../../contract/words.ts'

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
