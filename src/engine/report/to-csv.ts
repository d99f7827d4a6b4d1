import type { ExperimentEntry } from '../../contract/catalogue.ts'
import type { RunDocument, Trial, VariantResult } from '../../contract/run-document.ts'
import { csvLine, type CsvValue } from './csv-line.ts'

/**
 * A run as CSV (RFC 4180), in long form: one row for each trial of each variant, one column for each quantity, its unit
 * in the header. What belongs to a variant (parameters, medians) stands in each of its rows, so that the file needs no
 * second one. A variant without trials has one row.
 */
export function toCsv(run: RunDocument, entry: ExperimentEntry | null): string {
  const columns = columnsOf(run, entry)
  const rows = run.variants.flatMap(result =>
    (result.trials.length === 0 ? [null] : result.trials).map(trial =>
      columns.map(({ value }) => value(result, trial)),
    ),
  )
  return [columns.map(({ header }) => header), ...rows].map(csvLine).join('')
}

interface Column {
  readonly header: string
  readonly value: (result: VariantResult, trial: Trial | null) => CsvValue
}

function columnsOf(run: RunDocument, entry: ExperimentEntry | null): Column[] {
  const { variants } = run
  const names = (of: (result: VariantResult) => readonly string[]): string[] => [...new Set(variants.flatMap(of))]
  const observed = names(({ trials }) => trials.flatMap(trial => Object.keys(trial.observed)))
  const tallied = names(({ trials }) => trials.flatMap(({ tally }) => Object.keys(tally ?? {})))
  const params = names(result => Object.keys(result.params))
  const measures = names(result => Object.keys(result.measures))
  return [
    { header: 'run', value: () => run.id },
    { header: 'experiment', value: () => run.experiment },
    { header: 'started (UTC)', value: () => run.startedAt },
    { header: 'seed', value: () => run.seed },
    { header: 'variant', value: ({ variant }) => variant },
    { header: 'variant verdict', value: ({ verdict }) => verdict },
    { header: 'trial (from 1)', value: (_, trial) => (trial === null ? null : trial.index + 1) },
    { header: 'state', value: (_, trial) => trial?.state ?? null },
    { header: 'outcome', value: (_, trial) => trial?.outcome ?? null },
    { header: 'grade', value: gradeOf },
    { header: 'duration (ms)', value: (_, trial) => trial?.durationMillis ?? null },
    { header: 'operations (count)', value: (_, trial) => trial?.operations ?? null },
    ...observed.map((name): Column => ({
      header: `observed ${name}`,
      value: (_, trial) => own(trial?.observed, name),
    })),
    ...tallied.map((name): Column => ({
      header: `${name} (rounds)`,
      value: (_, trial) => own(trial?.tally, name),
    })),
    ...params.map((name): Column => ({
      header: `parameter ${name}${inBrackets(entry?.parameters.find(one => one.name === name)?.unit)}`,
      value: ({ params: given }) => own(given, name),
    })),
    ...measures.flatMap(name => measureColumns(name, variants)),
  ]
}

function measureColumns(name: string, variants: readonly VariantResult[]): Column[] {
  const unit = inBrackets(variants.find(({ measures }) => measures[name] !== undefined)?.measures[name]?.unit)
  return [
    { header: `median ${name}${unit}`, value: ({ measures }) => measures[name]?.median ?? null },
    { header: `median ${name}, 95 % from${unit}`, value: ({ measures }) => measures[name]?.low ?? null },
    { header: `median ${name}, 95 % to${unit}`, value: ({ measures }) => measures[name]?.high ?? null },
    { header: `samples of ${name} (count)`, value: ({ measures }) => measures[name]?.n ?? null },
  ]
}

function gradeOf({ outcomes }: VariantResult, trial: Trial | null): CsvValue {
  const outcome = trial?.outcome ?? null
  if (outcome === null) return null
  return outcomes.find(({ name }) => name === outcome)?.grade ?? 'forbidden'
}

function own(values: Readonly<Record<string, string | number>> | undefined, name: string): CsvValue {
  return values !== undefined && Object.hasOwn(values, name) ? (values[name] ?? null) : null
}

function inBrackets(unit: string | null | undefined): string {
  return unit === null || unit === undefined || unit === '' ? '' : ` (${unit})`
}
