import { roundsOf } from '../kit/rounds.ts'
import { boundedBuffer } from './experiment.ts'

export const realRounds = roundsOf(boundedBuffer, {
  params: size => ({ workers: size('producers') + size('consumers'), amplifier: 'none' }),
  plain: ['shared-ring'],
})
