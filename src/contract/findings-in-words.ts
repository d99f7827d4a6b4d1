import { formatMillis } from '../base/units.ts'
import type { Finding, VariantResult } from './run-document.ts'

/** What was found out about the trials of one variant that came to a standstill in the same way. */
export interface FindingLine {
  readonly variant: string
  readonly kind: Finding['kind']
  readonly word: string
  readonly text: string
}

/** The fixed words; none stands for another. */
export const FINDING_WORDS: Readonly<Record<Finding['kind'], string>> = {
  deadlock: 'DEADLOCK (proved)',
  stalled: 'STALLED',
  abandoned: 'ABANDONED',
  'order-risk': 'ORDER RISK (potential)',
  livelock: 'LIVELOCK',
  starvation: 'STARVATION',
}

/** One line for each kind of finding of each variant: in how many trials, how soon, and the first one's cause. */
export function findingsInWords(variants: readonly VariantResult[]): FindingLine[] {
  return variants.flatMap(({ variant, deadlocks, trials }) =>
    [...Map.groupBy(deadlocks, ({ kind }) => kind)].flatMap(([kind, found]) => {
      const [first] = found
      if (first === undefined) return []
      const soonest = Math.min(...found.map(({ afterMillis }) => afterMillis))
      const text = `in ${String(found.length)} of ${String(trials.length)} trials, noticed after ${formatMillis(soonest)} at the earliest; trial ${String(first.trial + 1)}: ${first.cause}`
      return [{ variant, kind, word: FINDING_WORDS[kind], text }]
    }),
  )
}
