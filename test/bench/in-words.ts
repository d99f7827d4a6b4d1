import { significant } from '../../src/base/units.ts'
import type { BenchRow, Ratio, Target } from './bench-document.ts'

/** `0.953 [0.941, 0.967]` */
function ratioInWords({ median, q1, q3 }: Ratio): string {
  return `${significant(median)} [${significant(q1)}, ${significant(q3)}]`
}

/** `≥ 0.9 met`, or a dash where nothing is asked. */
function targetInWords(target: Target | null, met: boolean | null): string {
  if (target === null || met === null) return '–'
  return `${target.at === 'least' ? '≥' : '≤'} ${String(target.value)} ${met ? 'met' : 'missed'}`
}

/** A row's cells, as the table and the page show them. */
export function cellsOf({ name, base, ratio, must, goal, mustMet, goalMet }: BenchRow): readonly string[] {
  return [
    name,
    base,
    ratioInWords(ratio),
    String(ratio.rounds),
    targetInWords(must, mustMet),
    targetInWords(goal, goalMet),
  ]
}

export const COLUMNS = ['what', 'base', 'ratio: median [q1, q3]', 'rounds', 'must', 'goal'] as const
