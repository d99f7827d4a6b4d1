import { timesOf } from '../../contract/run-comparison-in-words.ts'
import type { ComparedMeasure, ComparedOutcome, RunComparison } from '../../contract/run-comparison.ts'
import { csvLine, type CsvValue } from './csv-line.ts'

const COLUMNS = [
  ['variant', 'variant'],
  ['measure', 'measure'],
  ['unit', 'unit'],
  ['run', 'run'],
  ['base', 'base'],
  ['verdict', 'verdict'],
  ['median', 'median'],
  ['medianLow', 'median, 95 % from'],
  ['medianHigh', 'median, 95 % to'],
  ['samples', 'samples (count)'],
  ['says', 'says'],
  ['times', 'times the base (ratio)'],
  ['timesLow', 'times the base, from (ratio)'],
  ['timesHigh', 'times the base, to (ratio)'],
  ['confidence', 'confidence (share)'],
  ['outcome', 'outcome'],
  ['seen', 'seen (count)'],
  ['of', 'of (count)'],
  ['more', 'more often than the base (share)'],
  ['moreLow', 'more often than the base, from (share)'],
  ['moreHigh', 'more often than the base, to (share)'],
  ['runToRun', 'from run to run, ± (share)'],
  ['repeats', 'repeats (count)'],
] as const

type Row = Partial<Record<(typeof COLUMNS)[number][0], CsvValue>>

/**
 * A comparison as CSV (RFC 4180): a row for each measure and each outcome of each variant in each run. Of speeds, times the
 * base is times as fast; the base's own rows have no difference.
 */
export function comparisonToCsv({ runs, variants }: RunComparison): string {
  const ids = runs.map(({ id }) => id)
  const rows = variants.flatMap(one => {
    const own = (run: number): Row => ({
      variant: one.variant,
      run: ids[run] ?? null,
      base: ids[0] ?? null,
      verdict: one.verdicts[run] ?? null,
    })
    return [
      ...one.measures.flatMap(measure => ids.map((_, run) => ({ ...own(run), ...measureCells(measure, run) }))),
      ...one.outcomes.flatMap(outcome => ids.map((_, run) => ({ ...own(run), ...outcomeCells(outcome, run) }))),
    ]
  })
  const header = COLUMNS.map(([, title]) => title)
  return [header, ...rows.map((row: Row) => COLUMNS.map(([name]) => row[name] ?? null))].map(csvLine).join('')
}

function measureCells(measure: ComparedMeasure, run: number): Row {
  const figure = measure.figures[run]
  const difference = run === 0 ? undefined : measure.differences[run - 1]
  const shown = difference !== undefined && 'ratio' in difference ? difference : null
  const times = shown === null ? null : timesOf(measure, shown)
  return {
    measure: measure.name,
    unit: measure.unit,
    median: figure?.median ?? null,
    medianLow: figure?.low ?? null,
    medianHigh: figure?.high ?? null,
    samples: figure?.n ?? null,
    says: difference?.says ?? null,
    times: times?.ratio ?? null,
    timesLow: times?.low ?? null,
    timesHigh: times?.high ?? null,
    confidence: shown?.confidence ?? null,
    runToRun: shown?.runToRun?.spread ?? null,
    repeats: shown?.runToRun?.repeats ?? null,
  }
}

function outcomeCells({ name, seen, differences }: ComparedOutcome, run: number): Row {
  const difference = run === 0 ? undefined : differences[run - 1]
  const shown = difference !== undefined && 'low' in difference ? difference : null
  return {
    outcome: name,
    says: difference?.says ?? null,
    confidence: shown?.confidence ?? null,
    seen: seen[run]?.count ?? null,
    of: seen[run]?.of ?? null,
    more: shown?.difference ?? null,
    moreLow: shown?.low ?? null,
    moreHigh: shown?.high ?? null,
    runToRun: shown?.runToRun?.spread ?? null,
    repeats: shown?.runToRun?.repeats ?? null,
  }
}
