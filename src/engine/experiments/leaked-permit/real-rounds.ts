import { STANDS_STILL, roundsOf } from '../kit/rounds.ts'
import { leakedPermit } from './experiment.ts'

export const realRounds = roundsOf(leakedPermit, {
  params: () => ({ failEvery: 1 }),
  none: { bare: STANDS_STILL },
  differs: 'every use fails, and not the first alone',
})
