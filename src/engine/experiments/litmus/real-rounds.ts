import { roundsOf } from '../kit/rounds.ts'
import { litmus } from './experiment.ts'

export const realRounds = roundsOf(litmus, {
  params: () => ({ rounds: 1 }),
  plain: ['plain'],
})
