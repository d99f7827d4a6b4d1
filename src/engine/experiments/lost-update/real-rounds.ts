import { roundsOf } from '../kit/rounds.ts'
import { lostUpdate } from './experiment.ts'

export const realRounds = roundsOf(lostUpdate, {
  value: 'actual',
  params: () => ({ amplifier: 'none' }),
  plain: ['plain-increment', 'plain-read-write'],
})
