import { STANDS_STILL, roundsOf } from '../kit/rounds.ts'
import { actorCycle } from './experiment.ts'

export const realRounds = roundsOf(actorCycle, {
  params: size => ({ burst: size('messages'), bursts: 'full' }),
  none: { block: STANDS_STILL },
})
