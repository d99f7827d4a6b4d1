import type { Grade } from '../../../contract/words.ts'
import { unfinishedOf, type ShownRun } from './shown-run.ts'

/** One outcome across the variants. */
export interface OutcomeLine {
  readonly name: string
  readonly description: string
  /** In the order of the variants; grade null for what carries none. */
  readonly cells: readonly { readonly grade: Grade | null; readonly count: number }[]
}

/** All outcomes, also those that did not happen; trials without an outcome are a last line, if there are any. */
export function outcomeLines({ arms }: ShownRun): OutcomeLine[] {
  const names = new Map(arms.flatMap(({ outcomes }) => outcomes.map(({ name, description }) => [name, description])))
  const lines = [...names].map(([name, description]): OutcomeLine => ({
    name,
    description,
    cells: arms.map(({ outcomes }) => {
      const row = outcomes.find(one => one.name === name)
      return { grade: row?.grade ?? 'forbidden', count: row?.count ?? 0 }
    }),
  }))
  const unfinished = arms.map(arm => ({ grade: null, count: unfinishedOf(arm) }))
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
