import { shareInWords } from '../../../contract/share-in-words.ts'
import type { Grade } from '../../../contract/words.ts'
import { unfinishedOf, type ShownRun } from './shown-run.ts'

/** One outcome across the variants. */
export interface OutcomeLine {
  readonly name: string
  readonly description: string
  readonly cells: readonly OutcomeCell[]
}

/** In the order of the variants. */
export interface OutcomeCell {
  /** Null for what carries none. */
  readonly grade: Grade | null
  readonly count: number
  /** How often that is, as far as the trials can tell; empty where they cannot. */
  readonly share: string
}

/** All outcomes, also those that did not happen; trials without an outcome are a last line, if there are any. */
export function outcomeLines({ arms }: ShownRun): OutcomeLine[] {
  const names = new Map(arms.flatMap(({ outcomes }) => outcomes.map(({ name, description }) => [name, description])))
  const lines = [...names].map(([name, description]): OutcomeLine => ({
    name,
    description,
    cells: arms.map(arm => {
      const { grade = 'forbidden', count = 0, rounds } = arm.outcomes.find(one => one.name === name) ?? {}
      const finished = arm.trials.length - unfinishedOf(arm)
      return { grade, count, share: shareInWords(count, rounds ?? finished) }
    }),
  }))
  const unfinished = arms.map(arm => ({ grade: null, count: unfinishedOf(arm), share: '' }))
  if (unfinished.some(({ count }) => count > 0)) {
    lines.push({ name: 'unfinished', description: 'trials that carry no grade', cells: unfinished })
  }
  return lines
}

/** Where there is little height: the lines that count something, and the names of those that do not. */
export function folded(lines: readonly OutcomeLine[]): { readonly shown: OutcomeLine[]; readonly never: string[] } {
  const happened = (line: OutcomeLine): boolean => line.cells.some(({ count }) => count > 0)
  const shown = lines.filter(happened)
  // Before the first trial there is nothing to single out.
  if (shown.length === 0) return { shown: [...lines], never: [] }
  return { shown, never: lines.filter(line => !happened(line)).map(({ name }) => name) }
}

/** Of titles, without places to break them. Wider ones have a line each: as columns they would run into each other. */
const WIDEST_COLUMNS = 44

interface Head {
  readonly title: string
  readonly hint: string
  /** The variant that the reader looks at; null for an outcome. */
  readonly variant: string | null
}

/** The outcomes by variant, as they are laid out. */
export interface OutcomeGrid {
  readonly corner: string
  readonly columns: readonly Head[]
  readonly rows: readonly (Head & { readonly cells: readonly OutcomeCell[] })[]
}

export function outcomeGrid({ arms }: ShownRun, lines: readonly OutcomeLine[]): OutcomeGrid {
  const variants = arms.map(({ variant, title }): Head => ({ title, hint: '', variant }))
  const outcomes = lines.map(({ name, description }): Head => ({ title: name, hint: description, variant: null }))
  const width = arms.reduce((sum, { title }) => sum + Math.max(...title.split(' ').map(word => word.length)), 0)
  if (width <= WIDEST_COLUMNS) {
    const rows = lines.map(({ name, description, cells }) => ({ title: name, hint: description, variant: null, cells }))
    return { corner: 'outcome', columns: variants, rows }
  }
  const rows = variants.map((head, arm) => ({ ...head, cells: lines.flatMap(({ cells }) => cells[arm] ?? []) }))
  return { corner: 'variant', columns: outcomes, rows }
}
