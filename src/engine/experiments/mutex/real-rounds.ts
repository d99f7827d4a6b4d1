import { roundsOf } from '../kit/rounds.ts'
import { mutex } from './experiment.ts'

export const realRounds = roundsOf(mutex, {
  params: size => ({ quota: size('passages') }),
  none: { owner: 'its clients send until they are stopped, and not a number of times' },
})
