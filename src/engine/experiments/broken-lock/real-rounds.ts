import { roundsOf } from '../kit/rounds.ts'
import { brokenLock } from './experiment.ts'

export const realRounds = roundsOf(brokenLock, {
  params: () => ({ amplifier: 'none' }),
  plain: ['peterson-plain'],
})
