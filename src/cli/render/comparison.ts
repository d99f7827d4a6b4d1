import { printable } from '../../base/text.ts'
import { interval, measured } from '../../contract/measure-in-words.ts'
import type { ReportTable } from '../../contract/report-figure.ts'
import { comparisonMethod, differenceInWords } from '../../contract/run-comparison-in-words.ts'
import { differedTable, NOTHING_DIFFERED, outcomesTables } from '../../contract/run-comparison-tables.ts'
import type { ComparedMeasure, ComparedVariant, RunComparison } from '../../contract/run-comparison.ts'
import { SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import type { Terminal } from '../terminal.ts'
import { table } from './table.ts'
import { wrap } from './wrap.ts'

/** A comparison for reading: what it comes to first, then its evidence. */
export function renderComparison(comparison: RunComparison, terminal: Terminal): string {
  const { headline, note, simulated, warnings } = comparison
  const width = terminal.width
  const plain = (text: string): string[] => wrap(printable(text, 10_000), width).filter(line => line !== '')
  return [
    ...plain(headline).map(line => terminal.style('bold', line)),
    ...plain(note),
    ...(simulated ? plain(SIMULATED_MEANS) : []),
    '',
    ...runLines(comparison, terminal),
    ...measureTables(comparison, terminal),
    ...outcomeTables(comparison, terminal),
    ...differed(comparison, terminal),
    '',
    ...plain(comparisonMethod(comparison)).map(line => terminal.style('dim', line)),
    ...warnings.flatMap(({ code, message }) => ['', ...plain(`! ${code}: ${message}`)]),
  ].join('\n')
}

function runLines({ runs }: RunComparison, terminal: Terminal): string[] {
  return runs.map(({ letter, id, startedAt, verdict, state, name, imported }, index) => {
    const words = [
      verdict,
      ...(state === 'completed' ? [] : [state]),
      ...(imported ? ['imported'] : []),
      ...(index === 0 ? ['the base'] : []),
    ]
    const called = name === '' ? '' : `  "${printable(name)}"`
    return `${terminal.style('bold', letter)}  ${printable(id)}  ${startedAt.slice(0, 16).replace('T', ' ')}  ${words.join(', ')}${called}`
  })
}

/** A table for each run beside the base: all in one would be too wide. */
function measureTables({ runs, variants }: RunComparison, terminal: Terminal): string[] {
  const [base = '', ...others] = runs.map(({ letter }) => letter)
  return others.flatMap((letter, other) => {
    const rows = variants.flatMap(variant => variant.measures.map(measure => rowOf(variant, measure, other)))
    if (rows.length === 0) return []
    return ['', ...table(['measures', '', base, letter, `${letter} against ${base}`], rows, terminal)]
  })
}

/** No figure of speed without the verdicts of the same variant in the same row. */
function rowOf({ variant, verdicts }: ComparedVariant, measure: ComparedMeasure, other: number): string[] {
  const { name, unit, figures, differences } = measure
  const difference = differences[other]
  return [
    `${variant}\n${[verdicts[0], verdicts[other + 1]].join(', ')}`,
    unit === 'share' || unit === 'count' ? name : `${name}\n${unit}`,
    ...[figures[0], figures[other + 1]].map(figure =>
      figure === undefined ? '' : `${measured(figure.median, unit)}\n${interval(figure)}`,
    ),
    difference === undefined ? '' : inLines(differenceInWords(measure, difference)),
  ]
}

function outcomeTables(comparison: RunComparison, terminal: Terminal): string[] {
  return outcomesTables(comparison, null).flatMap(found =>
    textTable({ ...found, rows: found.rows.map(row => row.map(inLines)) }, 'outcomes', terminal),
  )
}

/** The words above, their interval or reason below, and how far it holds below that. */
function inLines(words: string): string {
  return words.replace(/ (?=\()|(?<=nothing can be said:) /, '\n').replace('), ', '),\n')
}

function textTable({ columns, rows }: ReportTable, title: string, terminal: Terminal): string[] {
  if (rows.length === 0) return []
  const [, ...letters] = columns
  const shown = rows.map(row =>
    row.map(cell =>
      cell
        .split('\n')
        .map(line => printable(line))
        .join('\n'),
    ),
  )
  return ['', ...table([title, ...letters], shown, terminal)]
}

function differed(comparison: RunComparison, terminal: Terminal): string[] {
  const found = differedTable(comparison)
  return found === null ? ['', NOTHING_DIFFERED] : textTable(found, 'what differed', terminal)
}
