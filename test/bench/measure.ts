import { median } from 'simple-statistics'
import type { AbsentRow, BenchRow } from './bench-document.ts'
import { FlawedMeasurement, type Criterion, type Sample } from './criterion.ts'
import { meets, pairedRatio } from './paired-ratio.ts'
import { runRounds, type RoundPlan, type Rounds } from './rounds.ts'

export type Measured =
  | { readonly valid: true; readonly row: BenchRow }
  /** The work came out wrong: no figure, and something to repair. */
  | { readonly valid: false; readonly absent: AbsentRow }

/** Measures one criterion and holds the result against its targets. */
export async function measure(criterion: Criterion, plan: RoundPlan): Promise<Measured> {
  const { name } = criterion
  try {
    const rounds = await runRounds(criterion, plan)
    const flaw = criterion.flawOf?.(rounds.pairs) ?? null
    if (flaw !== null) throw new FlawedMeasurement(flaw)
    return { valid: true, row: rowOf(criterion, rounds) }
  } catch (thrown) {
    if (!(thrown instanceof FlawedMeasurement)) throw thrown
    return { valid: false, absent: { name, why: `invalid: ${thrown.message}` } }
  }
}

/** The row that these rounds make. */
function rowOf(criterion: Criterion, { pairs, disturbed }: Rounds): BenchRow {
  const { name, base, must, goal } = criterion
  const millis = pairs.map(({ subject, base: other }) => ({ subject: totalMillis(subject), base: totalMillis(other) }))
  const ratio = pairedRatio(millis.map(round => criterion.ratioOf(round.subject, round.base)))
  const mustMet = meets(must, ratio)
  const goalMet = meets(goal, ratio)
  const missed = mustMet === false ? 'must missed' : goalMet === false ? 'goal missed' : null
  const absolute = criterion.absolute(
    median(millis.map(round => round.subject)) / criterion.turns,
    median(millis.map(round => round.base)) / criterion.turns,
  )
  const taken = disturbed === 0 ? [] : [`other work held a core in ${disturbed} of the ${ratio.rounds} rounds`]
  const why = disturbed > ratio.rounds / 2 ? 'the machine was busy; measure again on a quiet one' : criterion.whyMissed
  const parts = [criterion.note, absolute, ...taken, ...(missed === null ? [] : [`${missed}: ${why}`])]
  return { name, base, ratio, must, goal, mustMet, goalMet, note: parts.join('; ') }
}

function totalMillis(samples: readonly Sample[]): number {
  return samples.reduce((sum, { millis }) => sum + millis, 0)
}
