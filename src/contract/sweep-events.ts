import type { Keeping } from './history.ts'
import type { SweepDocument, SweepMachine, SweepPlan, SweepPoint } from './sweep.ts'

/** What a request would do, after every check. */
export interface SweepPreview {
  readonly id: string
  readonly plan: SweepPlan
  /** Points of the plan, or of the part that was asked for. */
  readonly points: number
  /** What the history has of it. */
  readonly done: number
}

/** What a sweep tells while it goes on. */
export type SweepEvent =
  | {
      readonly kind: 'sweep-started'
      /** With what was done of it before. */
      readonly sweep: SweepDocument
      /** Points to come. */
      readonly left: number
    }
  | { readonly kind: 'sweep-calibrating'; readonly sweepId: string }
  | { readonly kind: 'sweep-point-started'; readonly sweepId: string; readonly values: SweepPoint['values'] }
  | {
      readonly kind: 'sweep-advanced'
      readonly sweepId: string
      readonly point: SweepPoint
      /** All machines so far, which the point's is one of. */
      readonly machines: readonly SweepMachine[]
      readonly left: number
    }
  | {
      readonly kind: 'sweep-finished'
      readonly sweep: SweepDocument
      /** What became of it in the history; absent where it was not to be kept. */
      readonly keeping?: Keeping
    }

export interface SweepObserver {
  sweep(event: SweepEvent): void
}
