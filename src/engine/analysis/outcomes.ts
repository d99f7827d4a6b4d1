import type { OutcomeRow, Trial } from '../../contract/run-document.ts'
import type { Grade, RunState, TrialState, Verdict } from '../../contract/words.ts'

/** An outcome as one variant declares it. `state` set: the trial's state alone makes it; else what was observed does. */
export interface DeclaredOutcome {
  readonly name: string
  readonly description: string
  readonly grade: Grade
  readonly state: TrialState | null
  /** Whether memory models allow it, by their names; none where that is no question. */
  readonly allowedBy?: Readonly<Record<string, boolean>>
  /** Batch experiments: rounds of one trial in which it can occur. */
  readonly rounds?: number
}

/** Rounds of one trial by outcome. */
export type Tally = Readonly<Record<string, number>>

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

/** Rounds by declared outcome, zeros included; what nobody declared counts as undeclared. */
export function tallyOf(declared: readonly DeclaredOutcome[], counted: Tally): Tally {
  const names = declared.flatMap(({ name, rounds }) => (rounds === undefined ? [] : [name]))
  const rest = Object.entries(counted).filter(([name]) => !names.includes(name))
  const undeclared = rest.reduce((sum, [, rounds]) => sum + rounds, 0)
  return {
    ...Object.fromEntries(names.map(name => [name, counted[name] ?? 0])),
    ...(undeclared > 0 ? { [UNDECLARED.name]: undeclared } : {}),
  }
}

const WORST_GRADE_FIRST: readonly Grade[] = ['forbidden', 'interesting', 'acceptable']

/** The worst-graded outcome that some round came to, the one declared first among equals; null if no round came to any. */
export function worstOf(declared: readonly DeclaredOutcome[], tally: Tally): string | null {
  const seen = [UNDECLARED, ...declared].filter(({ name }) => (tally[name] ?? 0) > 0)
  const grade = WORST_GRADE_FIRST.find(candidate => seen.some(outcome => outcome.grade === candidate))
  return seen.find(outcome => outcome.grade === grade)?.name ?? null
}

/**
 * How often each outcome occurred, zero rows included, in the order of declaration. Outcomes outside the declaration
 * (an undeclared match, an undeclared deadlock or stall) get rows, forbidden, only when they occurred. In batch
 * experiments rounds are counted, except for trials that are graded by their state.
 */
export function tallyOutcomes(declared: readonly DeclaredOutcome[], trials: readonly Trial[]): OutcomeRow[] {
  const counts = new Map<string, number>()
  for (const { outcome, tally } of trials) {
    const counted = tally ?? (outcome === null ? {} : { [outcome]: 1 })
    for (const [name, times] of Object.entries(counted)) counts.set(name, (counts.get(name) ?? 0) + times)
  }
  const batches = trials.flatMap(({ tally }) => (tally === undefined ? [] : [tally]))
  const rows: OutcomeRow[] = declared.map(({ name, grade, description, rounds }) => ({
    name,
    grade,
    count: counts.get(name) ?? 0,
    description,
    ...(rounds === undefined ? {} : { rounds: rounds * batches.length }),
  }))
  for (const [name, count] of counts) {
    if (declared.some(outcome => outcome.name === name)) continue
    const row = { name, grade: UNDECLARED.grade, count }
    if (name !== UNDECLARED.name) rows.push({ ...row, description: `a trial ended ${name}, which no outcome declares` })
    else if (batches.length === 0) rows.push({ ...row, description: UNDECLARED.description })
    else rows.push({ ...row, description: UNDECLARED.description, rounds: roundsIn(batches) })
  }
  return rows
}

function roundsIn(tallies: readonly Tally[]): number {
  return tallies.flatMap(tally => Object.values(tally)).reduce((sum, rounds) => sum + rounds, 0)
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
