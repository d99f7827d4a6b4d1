import { significant } from '../../base/units.ts'
import { ceilingInWords, curvesInWords } from '../../contract/curve-in-words.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { Estimate } from '../../contract/workers-curve.ts'
import type { Block, Item } from './report-model.ts'

/** How throughput grows with workers: points in a table, laws in words, beside what independent computing reached. */
export function curveBlocks(run: RunDocument): Block[] {
  const items = curvesInWords(run).map(({ variant, sentences }): Item => ({ word: variant, text: sentences.join(' ') }))
  if (items.length === 0) return []
  const ceiling = run.ceiling === null ? [] : [{ kind: 'text', text: ceilingInWords(run.ceiling) } as const]
  return [{ kind: 'table', table: speedUpTable(run) }, { kind: 'list', items }, ...ceiling]
}

function speedUpTable({ variants, ceiling, machine: { cores } }: RunDocument) {
  const curves = variants.flatMap(({ variant, curve }) => (curve === null ? [] : [{ variant, curve }]))
  const counts = curves[0]?.curve.points.map(({ workers }) => workers) ?? []
  const ceilings =
    ceiling === null
      ? []
      : (['before', 'after'] as const).map(when => [
          `ceiling ${when}`,
          ...counts.map(count => {
            const point = ceiling.points.find(({ workers }) => workers === count)
            return point === undefined ? 'not measured' : significant(point[when].median)
          }),
        ])
  return {
    caption: '',
    columns: [
      'speed-up over one worker',
      ...counts.map(count => `${String(count)}${count > cores ? ' (more than cores)' : ''}`),
    ],
    rows: [
      ...curves.map(({ variant, curve }) => [variant, ...curve.points.map(({ speedUp }) => speedUpCell(speedUp))]),
      ...ceilings,
    ],
  }
}

function speedUpCell(speedUp: Estimate | null): string {
  if (speedUp === null) return 'not measured'
  const { value, low, high } = speedUp
  return low === null || high === null || low === high
    ? significant(value)
    : `${significant(value)} (${significant(low)} to ${significant(high)})`
}
