import { comparisonsOf, comparisonTableOf } from '../../contract/comparison-in-words.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { Block } from './report-model.ts'

/** The same work done by several, side by side: where an experiment compares them. */
export function comparisonBlocks({ variants }: RunDocument): Block[] {
  return comparisonsOf(variants).flatMap(({ variant, rows, notes }): Block[] => {
    const { columns, cells } = comparisonTableOf(rows)
    return [
      { kind: 'heading', text: variant },
      { kind: 'table', table: { caption: '', columns, rows: cells } },
      ...(notes.length === 0 ? [] : [{ kind: 'list', items: notes.map(text => ({ word: '', text })) } as const]),
    ]
  })
}
