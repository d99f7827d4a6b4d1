import type { OutcomeRow, Trial } from '../../contract/run-document.ts'
import type { Grade, RunState, TrialState, Verdict } from '../../contract/words.ts'

/** An outcome as one variant declares it. `state` set: the trial's state alone makes it; else what was observed does. */
export interface DeclaredOutcome {
  readonly name: string
  readonly description: string
  readonly grade: Grade
  readonly state: TrialState | null
}

/** What nobody declared has a row of its own, and is forbidden. */
const UNDECLARED: DeclaredOutcome = {
  name: 'undeclared',
  description: 'an outcome that nobody declared',
  grade: 'forbidden',
  state: null,
}

const STATES_FORBIDDEN_UNLESS_DECLARED: readonly TrialState[] = ['deadlocked', 'stalled']

/**
 * The outcome of a trial that ended in `state`. A trial that did not complete is graded by its state alone.
 *
 * @param matched the declared outcome that its observation matched, if it completed
 * @returns an outcome's name, or null where the trial carries no grade
 */
export function outcomeOf(
  declared: readonly DeclaredOutcome[],
  state: TrialState,
  matched: string | null,
): string | null {
  if (state === 'completed') return matched ?? UNDECLARED.name
  if (state === 'cancelled') return null
  const byState = declared.find(outcome => outcome.state === state)
  if (byState !== undefined) return byState.name
  return STATES_FORBIDDEN_UNLESS_DECLARED.includes(state) ? state : null
}

/**
 * How often each outcome occurred, zero rows included, in the order of declaration. Outcomes outside the declaration
 * (an undeclared match, an undeclared deadlock or stall) get rows, forbidden, only when they occurred.
 */
export function tallyOutcomes(declared: readonly DeclaredOutcome[], trials: readonly Trial[]): OutcomeRow[] {
  const counts = new Map<string, number>()
  for (const { outcome } of trials) {
    if (outcome !== null) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  const rows = declared.map(({ name, grade, description }) => ({
    name,
    grade,
    count: counts.get(name) ?? 0,
    description,
  }))
  for (const [name, count] of counts) {
    if (declared.some(outcome => outcome.name === name)) continue
    const description =
      name === UNDECLARED.name ? UNDECLARED.description : `a trial ended ${name}, which no outcome declares`
    rows.push({ name, grade: 'forbidden', count, description })
  }
  return rows
}

/** True when the trial ended in a way that its variant can be judged by: it completed, or its state was declared. */
export function isFinished(trial: Trial): boolean {
  return trial.outcome !== null
}

/**
 * The verdict over one variant, first that holds: failed = a forbidden outcome or a failed check; inconclusive = fewer
 * than half of the planned trials finished, or nothing was planned; passed.
 */
export function variantVerdict(
  rows: readonly OutcomeRow[],
  failedChecks: number,
  finishedTrials: number,
  plannedTrials: number,
): Verdict {
  if (failedChecks > 0 || rows.some(row => row.grade === 'forbidden' && row.count > 0)) return 'failed'
  if (plannedTrials === 0 || finishedTrials * 2 < plannedTrials) return 'inconclusive'
  return 'passed'
}

const WORST_FIRST: readonly Verdict[] = ['failed', 'inconclusive', 'passed']

/** A run is as good as its worst variant; a run of nothing is inconclusive. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return WORST_FIRST.find(verdict => verdicts.includes(verdict)) ?? 'inconclusive'
}

/** How a variant (or a run) ended, from how its trials did: an undeclared crash outranks a stop, a stop a time-out. */
export function stateOf(trials: readonly Trial[]): RunState {
  const unfinished = trials.filter(trial => trial.outcome === null).map(trial => trial.state)
  if (unfinished.includes('crashed')) return 'crashed'
  if (unfinished.includes('cancelled')) return 'cancelled'
  if (unfinished.includes('timed-out')) return 'timed-out'
  return 'completed'
}
