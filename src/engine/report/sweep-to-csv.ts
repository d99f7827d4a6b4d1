import type { SweepDocument, SweepPoint, SweptVariant } from '../../contract/sweep.ts'
import { measuresIn } from '../../contract/sweep-series.ts'
import { csvLine, type CsvValue } from './csv-line.ts'

/**
 * A sweep as CSV (RFC 4180), in long form: one row for each variant at each point, one column for each quantity, its unit in
 * the header. What is the same at all points stands in each row, so that the file needs no second one.
 */
export function sweepToCsv(sweep: SweepDocument): string {
  const columns = columnsOf(sweep)
  const rows = sweep.points.flatMap(point =>
    point.variants.map(variant => columns.map(({ value }) => value(point, variant))),
  )
  return [columns.map(({ header }) => header), ...rows].map(csvLine).join('')
}

interface Column {
  readonly header: string
  readonly value: (point: SweepPoint, variant: SweptVariant) => CsvValue
}

function columnsOf(sweep: SweepDocument): Column[] {
  const { plan, points, machines } = sweep
  const outcomes = new Set(
    points.flatMap(({ variants }) => variants.flatMap(one => one.outcomes.map(({ name }) => name))),
  )
  return [
    { header: 'sweep', value: () => sweep.id },
    { header: 'experiment', value: () => plan.experiment },
    { header: 'sweep seed', value: () => plan.seed },
    { header: 'point (from 1)', value: ({ index }) => index + 1 },
    ...plan.axes.map(({ parameter, unit }): Column => ({
      header: `over ${parameter}${inBrackets(unit)}`,
      value: ({ values }) => values[parameter] ?? null,
    })),
    { header: 'machine (from 1)', value: ({ machine }) => machine + 1 },
    { header: 'processor', value: ({ machine }) => machines[machine]?.machine.cpu ?? null },
    { header: 'cores (count)', value: ({ machine }) => machines[machine]?.machine.cores ?? null },
    { header: 'started (UTC)', value: ({ startedAt }) => startedAt },
    { header: 'seed', value: ({ seed }) => seed },
    { header: 'variant', value: (_, { variant }) => variant },
    { header: 'verdict', value: (_, { verdict }) => verdict },
    { header: 'state', value: (_, { state }) => state },
    ...[...outcomes].map((name): Column => ({
      header: `${name} (count)`,
      value: (_, variant) => variant.outcomes.find(one => one.name === name)?.count ?? null,
    })),
    {
      header: 'failed checks (count)',
      value: (_, { failures }) => failures.reduce((sum, { count }) => sum + count, 0),
    },
    ...measuresIn(sweep).flatMap(name => measureColumns(name, points)),
    ...Object.entries(plan.params).map(([name, value]): Column => ({
      header: `parameter ${name}`,
      value: () => value,
    })),
  ]
}

function measureColumns(name: string, points: readonly SweepPoint[]): Column[] {
  const measured = points.flatMap(({ variants }) => variants.flatMap(({ measures }) => measures[name] ?? []))
  const unit = inBrackets(measured[0]?.unit ?? null)
  return [
    { header: `median ${name}${unit}`, value: (_, { measures }) => measures[name]?.median ?? null },
    { header: `median ${name}, 95 % from${unit}`, value: (_, { measures }) => measures[name]?.low ?? null },
    { header: `median ${name}, 95 % to${unit}`, value: (_, { measures }) => measures[name]?.high ?? null },
    { header: `samples of ${name} (count)`, value: (_, { measures }) => measures[name]?.n ?? null },
  ]
}

function inBrackets(unit: string | null): string {
  return unit === null || unit === '' ? '' : ` (${unit})`
}
