import { roundsOf } from '../kit/rounds.ts'
import { tornPublication } from './experiment.ts'

export const realRounds = roundsOf(tornPublication, {
  params: size => ({ workers: 1 + size('readers') }),
  plain: ['plain'],
  // Whether readers saw enough to say something is a question of trials.
  sameEnd: { apart: 'whole' },
  differs: 'a reader looks until it has seen the last publication',
})
