import { medianOf } from '../base/median.ts'
import { listed } from '../base/text.ts'
import { formatCount, formatMillis, significant } from '../base/units.ts'
import type { Compared, ComparedRun } from './comparison.ts'
import type { Grade } from './words.ts'

/** One of the compared, over all trials. */
export interface ComparisonRow {
  readonly name: string
  readonly state: Compared['state']
  /** Of absent and failed ones. */
  readonly why: string | null
  readonly runs: number
  readonly wrong: number
  /** What its results mean; null where it has none. */
  readonly grade: Grade | null
  /** Of the run that is farthest from what was expected. */
  readonly expected: number
  readonly actual: number
  /** Medians of the runs; null where it has none. */
  readonly wallMillis: number | null
  readonly cpuMillis: number | null
  /** How many times as fast as one part after the other. */
  readonly speedUp: number | null
  readonly note: string
}

interface ComparingTrial {
  readonly compared?: readonly Compared[] | undefined
}

/** Everybody who was compared in these trials, in the order of their first appearance. */
export function comparisonOf(trials: readonly ComparingTrial[]): ComparisonRow[] {
  const all = trials.flatMap(({ compared }) => compared ?? [])
  const names = [...new Set(all.map(({ name }) => name))]
  return names.flatMap(name => rowOf(all.filter(one => one.name === name)))
}

function rowOf(own: readonly Compared[]): ComparisonRow[] {
  const [first] = own
  if (first === undefined) return []
  const runs = own.flatMap(one => one.runs)
  const wrong = runs.filter(({ expected, actual }) => actual !== expected)
  const farthest = runs.toSorted((a, b) => Math.abs(b.actual - b.expected) - Math.abs(a.actual - a.expected))[0]
  // One trial without a result is worth knowing, whatever the others came to.
  const without = own.find(({ state }) => state === 'failed') ?? own.find(({ state }) => state === 'absent')
  return [
    {
      name: first.name,
      state: without?.state ?? 'ran',
      why: without?.why ?? null,
      runs: runs.length,
      wrong: wrong.length,
      grade: runs.length === 0 ? null : wrong.length > 0 ? first.wrongIs : 'acceptable',
      expected: farthest?.expected ?? 0,
      actual: farthest?.actual ?? 0,
      wallMillis: median(runs.map(run => run.wallMillis)),
      cpuMillis: median(runs.map(run => run.cpuMillis)),
      speedUp: median(runs.map(speedUpOf)),
      note: without?.why ?? (wrong.length > 0 ? first.ifWrong : first.ifRight),
    },
  ]
}

function speedUpOf({ serialMillis, wallMillis }: ComparedRun): number | null {
  return serialMillis === null || wallMillis === 0 ? null : serialMillis / wallMillis
}

/** Null unless every one is there. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 || known.length < values.length ? null : medianOf(known)
}

const COLUMNS = ['who', 'result', 'wrong in', 'wall', 'CPU', 'speed-up'] as const
type Column = (typeof COLUMNS)[number]

export interface ComparisonTable {
  readonly columns: readonly Column[]
  /** By row and column. */
  readonly cells: readonly (readonly string[])[]
}

/** It as a table: whoever is missing has a row, too; what nobody has is no column. */
export function comparisonTableOf(rows: readonly ComparisonRow[]): ComparisonTable {
  const all = rows.map(cellsOf)
  const columns = COLUMNS.filter(column => all.some(cells => cells[column] !== ''))
  return { columns, cells: all.map(cells => columns.map(column => cells[column])) }
}

function cellsOf(row: ComparisonRow): Readonly<Record<Column, string>> {
  if (row.runs === 0) return { who: row.name, result: row.state, 'wrong in': '', wall: '', CPU: '', 'speed-up': '' }
  return {
    who: row.name,
    result: resultOf(row),
    'wrong in': `${formatCount(row.wrong)} of ${formatCount(row.runs)} runs`,
    wall: row.wallMillis === null ? '' : formatMillis(row.wallMillis),
    CPU: row.cpuMillis === null ? 'too short' : formatMillis(row.cpuMillis),
    'speed-up': row.speedUp === null ? '' : `${significant(row.speedUp)}×`,
  }
}

/** The expected value, or the one that was farthest from it. */
function resultOf({ wrong, expected, actual }: ComparisonRow): string {
  const value = (number: number): string => (Number.isInteger(number) ? formatCount(number) : String(number))
  return wrong === 0 ? value(expected) : `${value(actual)} for ${value(expected)}`
}

/** What the results mean: a line for each meaning, with all whom it is about. */
export function comparisonNotes(rows: readonly ComparisonRow[]): string[] {
  const notes = [...new Set(rows.map(({ note }) => note))].filter(note => note !== '')
  return notes.map(note => `${listed(rows.filter(row => row.note === note).map(row => row.name))}: ${note}.`)
}

interface VariantComparison {
  readonly variant: string
  readonly rows: readonly ComparisonRow[]
  /** What no variant before it has said already. */
  readonly notes: readonly string[]
}

/** For texts that tell of all variants, one after the other. */
export function comparisonsOf(
  variants: readonly { readonly variant: string; readonly trials: readonly ComparingTrial[] }[],
): VariantComparison[] {
  const said = new Set<string>()
  return variants.flatMap(({ variant, trials }) => {
    const rows = comparisonOf(trials)
    const notes = comparisonNotes(rows).filter(note => !said.has(note))
    for (const note of notes) said.add(note)
    return rows.length === 0 ? [] : [{ variant, rows, notes }]
  })
}
