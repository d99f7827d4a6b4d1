import type { RunDocument, VariantResult } from '../../contract/run-document.ts'
import type { SweepPoint, SweptMeasure, SweptVariant } from '../../contract/sweep.ts'
import type { PlannedPoint } from './sweep-plan.ts'

/** What a sweep keeps of the run at one of its points. @param machine index into the sweep's machines */
export function sweepPoint({ index, values, seed }: PlannedPoint, run: RunDocument, machine: number): SweepPoint {
  const { startedAt, durationMillis, state, reason, verdict, variants, warnings } = run
  return {
    index,
    values,
    seed,
    machine,
    startedAt,
    durationMillis,
    state,
    reason,
    verdict,
    variants: variants.map(sweptVariant),
    warnings,
  }
}

function sweptVariant({ variant, state, verdict, outcomes, checks, measures, trials }: VariantResult): SweptVariant {
  return {
    variant,
    state,
    verdict,
    outcomes: outcomes.map(({ name, grade, count }) => ({ name, grade, count })),
    failures: checks.flatMap(({ name, failures }) => (failures > 0 ? [{ check: name, count: failures }] : [])),
    measures: Object.fromEntries(
      Object.entries(measures).map(([name, summary]): [string, SweptMeasure] => {
        const samples = trials.flatMap(({ measures: own }) => own?.[name] ?? [])
        // Where they are not what the summary is of, it is no measure of single trials.
        return [name, { ...summary, samples: samples.length === summary.n ? samples : [] }]
      }),
    ),
  }
}
