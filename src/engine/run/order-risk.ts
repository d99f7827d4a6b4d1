import type { Finding, Trial } from '../../contract/run-document.ts'
import { riskInWords, riskyCycle } from '../analysis/lock-order.ts'
import type { Judgement } from '../experiments/kit/judgement.ts'

/** The smallest circle of lock orders in a trial that came to its end all the same, if there is one. */
export function orderRisksIn({ index, state, durationMillis }: Trial, judgement: Judgement | null): Finding[] {
  const cycle = state === 'completed' ? riskyCycle(judgement?.lockOrders ?? []) : null
  if (cycle === null) return []
  return [
    {
      trial: index,
      kind: 'order-risk',
      proved: false,
      cause: riskInWords(cycle),
      resources: cycle.map(({ asksFor }) => asksFor),
      afterMillis: durationMillis,
      // What stands in a cycle is proved; this one did not happen.
      cycle: [],
    },
  ]
}
