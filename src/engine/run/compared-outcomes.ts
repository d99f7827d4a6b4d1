import type { ComparedOutcome, ShareDifference } from '../../contract/run-comparison.ts'
import type { OutcomeRow, RunDocument, VariantResult } from '../../contract/run-document.ts'
import { isFinished } from '../analysis/outcomes.ts'
import { confidenceOfEach } from '../analysis/paired-comparison.ts'
import { runToRun, widened } from '../analysis/run-to-run.ts'
import { compareShares, type SharesFinding, type SharesRefusal, type TrialCount } from '../analysis/share-difference.ts'
import { doubtOf, type RunPair } from './compared-measures.ts'

/**
 * The outcomes of each variant in all runs, with how much more often each run came to them than the base, the first. The
 * intervals of all outcomes that came up now and then hold together at 99 %. One that neither of two runs ever saw, or that
 * both saw every time, cannot look like a difference, and is not counted among them. As those of measures, intervals are
 * {@link widened} where repeats tell how much runs differ by themselves.
 * @param variants by variant, the results of each run
 * @see Tarone, "A Modified Bonferroni Method for Discrete Data", Biometrics 46 (1990)
 */
export function comparedOutcomes(
  variants: readonly (readonly VariantResult[])[],
  pairs: readonly RunPair[],
): ComparedOutcome[][] {
  const found = variants.map(results => {
    const rows = new Map(results.flatMap(({ outcomes }) => outcomes.map(row => [row.name, row] as const)))
    return [...rows.values()].map(({ name, grade }) => ({
      variant: results[0]?.variant ?? '',
      name,
      grade,
      counts: results.map(one => countsOf(one, name)),
    }))
  })
  const both = found.flat().flatMap(({ counts: [base, ...others] }) => others.map(other => [base, other]))
  const confidence = confidenceOfEach(both.filter(two => isNowAndThen(two.flatMap(one => one?.seen ?? []))).length)
  return found.map(own =>
    own.map(({ variant, name, grade, counts }) => ({
      name,
      grade,
      seen: counts.map(one => one?.seen ?? null),
      differences: pairs.map((pair, other) => {
        const shown = differenceOf(counts[0] ?? null, counts[other + 1] ?? null, confidence)
        return shown.says === 'nothing' ? shown : heldAgainst(pair, shown, variant, name)
      }),
    })),
  )
}

interface Seen {
  readonly count: number
  readonly of: number
}

function isNowAndThen(both: readonly Seen[]): boolean {
  return both.some(({ count }) => count > 0) && both.some(({ count, of }) => count < of)
}

interface Counts {
  readonly seen: Seen
  readonly byTrial: readonly TrialCount[]
}

function countsOf({ outcomes, trials }: VariantResult, name: string): Counts | null {
  const row = outcomes.find(one => one.name === name)
  if (row === undefined) return null
  const byTrial = row.rounds === undefined ? ofTrials(trials, name) : ofRounds(trials, name, row.rounds)
  return { seen: { count: row.count, of: row.rounds ?? byTrial.length }, byTrial }
}

function ofTrials(trials: VariantResult['trials'], name: string): TrialCount[] {
  return trials.filter(isFinished).map(({ outcome }) => ({ count: Number(outcome === name), of: 1 }))
}

/** Each batch had as many rounds in which the outcome could have come up. */
function ofRounds(
  trials: VariantResult['trials'],
  name: string,
  rounds: NonNullable<OutcomeRow['rounds']>,
): TrialCount[] {
  const batches = trials.flatMap(({ tally }) => (tally === undefined ? [] : [tally[name] ?? 0]))
  return batches.map(count => ({ count, of: rounds / batches.length }))
}

function differenceOf(base: Counts | null, subject: Counts | null, confidence: number): SharesFinding | SharesRefusal {
  if (base === null || subject === null) return { says: 'nothing', why: 'one of the runs has no such outcome' }
  return compareShares(base.byTrial, subject.byTrial, confidence)
}

function heldAgainst(pair: RunPair, found: SharesFinding, variant: string, name: string): ShareDifference {
  const variation = runToRun(pair.kinds.map(runs => sharesIn(runs, variant, name)))
  const doubt = doubtOf(pair, variation)
  const given = { estimate: found.difference, low: found.low, high: found.high }
  const { low, high } = variation === null ? given : widened(given, variation, found.confidence)
  return {
    ...found,
    says: doubt === null && (low > 0 || high < 0) ? found.says : 'no-difference',
    low: Math.max(-1, low),
    high: Math.min(1, high),
    doubt,
    runToRun: variation === null ? null : { spread: variation.deviation, repeats: variation.repeats },
  }
}

/** How often each of the runs came to the outcome; those that have none are left out. */
function sharesIn(runs: readonly RunDocument[], variant: string, name: string): number[] {
  return runs.flatMap(({ variants }) => {
    const own = variants.find(one => one.variant === variant)
    const seen = own === undefined ? undefined : countsOf(own, name)?.seen
    return seen === undefined || seen.of === 0 ? [] : [seen.count / seen.of]
  })
}
