import { formatCount } from '../base/units.ts'
import type { ExperimentEntry } from './catalogue.ts'
import type { ReportTable } from './report-figure.ts'
import type { ComparedOutcome, RunComparison } from './run-comparison.ts'
import { shareDifferenceInWords } from './share-difference-in-words.ts'
import { shareInWords } from './share-in-words.ts'

/** The tables of a comparison that pages and reports share. */

/**
 * Outcomes of each run beside those of the base, with their differences and the verdict of each variant: a table for each,
 * as all in one would be too wide.
 */
export function outcomesTables(comparison: RunComparison, entry: ExperimentEntry | null): ReportTable[] {
  const { runs, variants } = comparison
  if (variants.every(({ outcomes }) => outcomes.length === 0)) return []
  return runs.slice(1).map((_, other) => outcomesTable(comparison, entry, other))
}

function outcomesTable({ runs, variants }: RunComparison, entry: ExperimentEntry | null, other: number): ReportTable {
  const [base, letter] = [runs[0]?.letter ?? '', runs[other + 1]?.letter ?? '']
  const rows = variants.flatMap(({ variant, outcomes, verdicts }) => {
    const title = entry?.variants.find(one => one.variant === variant)?.title ?? variant
    const counts = outcomes.map(outcome => [
      `${title}: ${outcome.name} (${outcome.grade})`,
      seenInWords(outcome, 0),
      seenInWords(outcome, other + 1),
      shareDifferenceInWords(outcome, other),
    ])
    return [...counts, [`${title}: verdict`, verdicts[0] ?? '', verdicts[other + 1] ?? '', '']]
  })
  const meaning =
    'how often each outcome was seen, of the trials or rounds that finished, and its share at 95\u202f% (of what was not seen in N, below 3/N); differences in hundredths of all, with their intervals'
  return {
    caption: other === 0 ? meaning : `the same of ${letter}`,
    columns: ['variant and outcome', base, letter, `${letter} against ${base}`],
    rows,
  }
}

function seenInWords({ seen }: ComparedOutcome, run: number): string {
  const one = seen[run]
  if (one === undefined || one === null) return 'no such row'
  const share = shareInWords(one.count, one.of)
  return `${formatCount(one.count)} of ${formatCount(one.of)}${share === '' ? '' : ` (${share})`}`
}

/** What was not the same; null where nothing but the time differed. */
export function differedTable({ runs, differed }: RunComparison): ReportTable | null {
  if (differed.length === 0) return null
  return {
    caption: 'everything that is not listed was the same',
    columns: ['what', ...runs.map(({ letter }) => letter)],
    rows: differed.map(({ about, name, values }) => [`${about}: ${name}`, ...values]),
  }
}

export const NOTHING_DIFFERED = 'Nothing but the time: parameters, seed, versions and machine were the same.'
