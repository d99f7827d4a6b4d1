import { formatCount } from '../../base/units.ts'
import type { ExperimentEntry } from '../../contract/catalogue.ts'
import { interval, measured } from '../../contract/measure-in-words.ts'
import type { ReportFigure } from '../../contract/report-figure.ts'
import { compareLine } from '../../contract/rerun-line.ts'
import { comparisonMethod, differenceInWords } from '../../contract/run-comparison-in-words.ts'
import { differedTable, NOTHING_DIFFERED, outcomesTables } from '../../contract/run-comparison-tables.ts'
import type { ComparedMeasure, ComparedRunFacts, RunComparison } from '../../contract/run-comparison.ts'
import type { MeasureSummary } from '../../contract/run-document.ts'
import { SIMULATED, SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import type { Block, Item, Report, Section } from './report-model.ts'

/** What a comparison's report says and shows, whatever it is written as. */
export function buildComparisonReport(
  comparison: RunComparison,
  entry: ExperimentEntry | null,
  figures: readonly ReportFigure[],
): Report {
  const { runs, headline, note, simulated, experiment } = comparison
  const headed = (title: string): string => (simulated ? `${title} (${SIMULATED})` : title)
  const sections: Section[] = [
    { id: 'runs', title: 'Runs', blocks: runBlocks(comparison) },
    { id: 'outcomes', title: headed('Outcomes'), blocks: outcomeBlocks(comparison, entry) },
    { id: 'charts', title: headed('On one scale'), blocks: figures.map(figure => ({ kind: 'figure', figure })) },
    { id: 'measures', title: headed('Measures'), blocks: measureBlocks(comparison, entry) },
    { id: 'differed', title: 'What differed', blocks: differedBlocks(comparison) },
    { id: 'method', title: 'Method', blocks: [{ kind: 'text', text: comparisonMethod(comparison) }] },
    { id: 'rerun', title: 'Compare again', blocks: rerunBlocks(runs) },
    { id: 'honesty', title: 'What to keep in mind', blocks: honestyBlocks(comparison) },
  ]
  return {
    head: {
      verdict: null,
      state: null,
      headline,
      note,
      simulated,
      experiment,
      recordedAt:
        runs
          .map(({ startedAt }) => startedAt)
          .toSorted()
          .at(-1) ?? '',
      about: [
        { name: experiment },
        { words: `, ${String(runs.length)} runs: ` },
        ...runs.flatMap(({ letter, id }, index) => [{ words: `${index === 0 ? '' : ', '}${letter} ` }, { name: id }]),
      ],
      embedded: null,
    },
    sections: sections.filter(({ blocks }) => blocks.length > 0),
  }
}

function runBlocks({ runs }: RunComparison): Block[] {
  const rows = runs.map(({ letter, id, name, startedAt, state, verdict, imported, machine }) => [
    letter,
    id,
    name,
    startedAt,
    `${verdict}, ${state}`,
    `${machine.cpu}, ${formatCount(machine.cores)} cores${imported ? '; imported' : ''}`,
  ])
  const columns = ['', 'run', 'name', 'started', 'verdict', 'machine']
  const headlines = runs.map(({ letter, headline }): Item => ({ word: letter, text: headline }))
  return [
    { kind: 'table', table: { caption: `${runs[0]?.letter ?? ''} is the base.`, columns, rows } },
    { kind: 'list', items: headlines },
  ]
}

function titleOf(entry: ExperimentEntry | null, variant: string): string {
  return entry?.variants.find(one => one.variant === variant)?.title ?? variant
}

function outcomeBlocks(comparison: RunComparison, entry: ExperimentEntry | null): Block[] {
  return outcomesTables(comparison, entry).map(table => ({ kind: 'table', table }))
}

function measureBlocks({ runs, variants }: RunComparison, entry: ExperimentEntry | null): Block[] {
  const [base = '', ...others] = runs.map(({ letter }) => letter)
  return others.flatMap((letter, other): Block[] => {
    const rows = variants.flatMap(({ variant, measures }) =>
      measures.map(measure => {
        const { figures, differences } = measure
        const beside = [figures[0], figures[other + 1]].map(own => (own === undefined ? '' : withInterval(own)))
        const difference = differences[other]
        const words = difference === undefined ? '' : differenceInWords(measure, difference)
        return [titleOf(entry, variant), named(measure), ...beside, words]
      }),
    )
    const columns = ['variant', 'measure', base, letter, `${letter} against ${base}`]
    const caption = 'Medians with the interval that each run gave them; then the difference with its own.'
    return rows.length === 0 ? [] : [{ kind: 'table', table: { caption: other === 0 ? caption : '', columns, rows } }]
  })
}

function named({ name, unit }: ComparedMeasure): string {
  return unit === 'share' || unit === 'count' ? name : `${name}, ${unit}`
}

function withInterval(figure: MeasureSummary): string {
  return `${measured(figure.median, figure.unit)} (${interval(figure)})`
}

function differedBlocks(comparison: RunComparison): Block[] {
  const table = differedTable(comparison)
  return [table === null ? { kind: 'text', text: NOTHING_DIFFERED } : { kind: 'table', table }]
}

function rerunBlocks(runs: readonly ComparedRunFacts[]): Block[] {
  const line = compareLine(runs.map(({ id }) => id))
  return [
    { kind: 'text', text: 'Where these runs are kept, in a terminal:' },
    { kind: 'code', text: line, label: 'sh' },
  ]
}

function honestyBlocks({ simulated, warnings }: RunComparison): Block[] {
  const items: Item[] = [
    { word: 'RECORDED', text: 'everything here was recorded when the runs were made; nothing is live' },
    ...(simulated ? [{ word: SIMULATED, text: SIMULATED_MEANS.slice(SIMULATED.length + 2) }] : []),
    {
      word: 'at different times',
      text: 'what the machine did between the runs counts as a difference, too; variants of one run take turns and do not have that trouble',
    },
    ...warnings.map(({ code, message }): Item => ({ word: code, text: message })),
  ]
  return [{ kind: 'list', items }]
}
