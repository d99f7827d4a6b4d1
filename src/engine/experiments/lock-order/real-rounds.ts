import { ALWAYS_DEADLOCKS, roundsOf } from '../kit/rounds.ts'
import { lockOrder } from './experiment.ts'

export const realRounds = roundsOf(lockOrder, {
  params: () => ({ pauseMillis: 0, timeoutMillis: 1 }),
  none: { naive: ALWAYS_DEADLOCKS },
})
