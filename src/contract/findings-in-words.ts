import { workerName } from '../base/text.ts'
import { counted, formatMillis } from '../base/units.ts'
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
      const within = new Set(found.map(({ trial }) => trial)).size
      const parts = [
        `in ${String(within)} of ${counted(trials.length, 'trial')}, noticed after ${formatMillis(soonest)} at the earliest`,
        `trial ${String(first.trial + 1)}: ${first.cause}`,
        ...recoveriesIn(found),
      ]
      return [{ variant, kind, word: FINDING_WORDS[kind], text: parts.join('; ') }]
    }),
  )
}

/** What was done about deadlocks, and how long that took at most. */
function recoveriesIn(found: readonly Finding[]): string[] {
  const recoveries = found.flatMap(({ recovery }) => recovery ?? [])
  const [first] = recoveries
  if (first === undefined) return []
  const complete = recoveries.filter(recovery => recovery.complete)
  const longest = Math.max(...complete.map(({ millis }) => millis))
  const how = first.by === 'victim' ? 'thrown out of its wait' : 'terminated'
  return [
    `${workerName(first.worker)} was ${how}, and the others went on`,
    `${String(complete.length)} of ${String(found.length)} recovered, within ${formatMillis(longest)}`,
  ]
}

/** Circles that were seen and not reported; null where there were none. */
export function rejectedInWords({ rejectedCandidates }: VariantResult): string | null {
  if (rejectedCandidates === 0) return null
  return `${counted(rejectedCandidates, 'circle')} of waits did not stand when looked at again: not reported`
}
