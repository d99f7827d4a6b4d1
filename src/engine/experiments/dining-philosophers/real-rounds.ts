import { ALWAYS_DEADLOCKS, roundsOf } from '../kit/rounds.ts'
import { diningPhilosophers } from './experiment.ts'

export const realRounds = roundsOf(diningPhilosophers, {
  params: () => ({ pauseMillis: 0 }),
  none: { naive: ALWAYS_DEADLOCKS },
})
