import { ALWAYS_DEADLOCKS, roundsOf } from '../kit/rounds.ts'
import { coffmanConditions } from './experiment.ts'

export const realRounds = roundsOf(coffmanConditions, {
  params: () => ({ pauseMillis: 0, timeoutMillis: 1 }),
  none: { 'all-on': ALWAYS_DEADLOCKS },
})
