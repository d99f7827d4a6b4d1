import { roundsOf } from '../kit/rounds.ts'
import { waitDie } from './experiment.ts'

export const realRounds = roundsOf(waitDie, {
  params: () => ({ accounts: 2, pauseMillis: 0 }),
  differs: 'the seed picks which account a transaction locks first',
})
