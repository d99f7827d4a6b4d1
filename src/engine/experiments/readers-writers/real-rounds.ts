import { roundsOf } from '../kit/rounds.ts'
import { readersWriters } from './experiment.ts'

export const realRounds = roundsOf(readersWriters, {
  params: size => {
    const workers = size('readers') + size('writers')
    return { workers, readPercent: Math.round((100 * size('readers')) / workers), hold: 0, quota: size('visits') }
  },
})
