import type { AbsentRow, BenchRow } from './bench-document.ts'
import { FlawedMeasurement, type Comparison, type Criterion } from './criterion.ts'
import { meets, pairedRatio } from './paired-ratio.ts'
import { runRounds, type RoundPlan, type Rounds } from './rounds.ts'

export type Measured =
  | { readonly valid: true; readonly row: BenchRow }
  /** The work came out wrong: no figure, and something to repair. */
  | { readonly valid: false; readonly absent: AbsentRow }

/** Measures a comparison and holds what its criteria read against their targets. */
export async function measure(comparison: Comparison, plan: RoundPlan): Promise<readonly Measured[]> {
  const { criteria } = comparison
  try {
    const rounds = await runRounds(comparison, plan)
    const flaw = comparison.flawOf(rounds.rounds)
    if (flaw !== null) throw new FlawedMeasurement(flaw)
    return criteria.map(criterion => ({ valid: true, row: rowOf(criterion, rounds) }))
  } catch (thrown) {
    if (!(thrown instanceof FlawedMeasurement)) throw thrown
    return criteria.map(({ name }) => ({ valid: false, absent: { name, why: `invalid: ${thrown.message}` } }))
  }
}

/** The row that these rounds make. */
function rowOf({ name, base, must, goal, ...criterion }: Criterion, { rounds, disturbed }: Rounds): BenchRow {
  const { figures, inWords } = criterion.read(rounds)
  const ratio = pairedRatio(figures)
  const mustMet = meets(must, ratio)
  const goalMet = meets(goal, ratio)
  const missed = mustMet === false ? 'must missed' : goalMet === false ? 'goal missed' : null
  const taken = disturbed === 0 ? [] : [`other work held a core in ${disturbed} of the ${ratio.rounds} rounds`]
  const why = disturbed > ratio.rounds / 2 ? 'the machine was busy; measure again on a quiet one' : criterion.whyMissed
  const parts = [criterion.note, inWords, ...taken, ...(missed === null ? [] : [`${missed}: ${why}`])]
  return { name, base, ratio, must, goal, mustMet, goalMet, note: parts.join('; ') }
}
