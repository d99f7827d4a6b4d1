import { STANDS_STILL, roundsOf } from '../kit/rounds.ts'
import { barrierExperiment } from './experiment.ts'

export const realRounds = roundsOf(barrierExperiment, {
  params: () => ({ workNanos: 0 }),
  none: { 'reset-counter': STANDS_STILL },
})
