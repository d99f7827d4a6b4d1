import { roundsOf } from '../kit/rounds.ts'
import { raceAcrossAwait } from './experiment.ts'

export const realRounds = roundsOf(raceAcrossAwait, {
  value: 'actual',
  params: () => ({ awaits: 1 }),
  differs: 'it is one event loop that decides who goes on, and it always takes tasks in turn',
})
