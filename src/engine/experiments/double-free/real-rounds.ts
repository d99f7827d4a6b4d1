import { roundsOf } from '../kit/rounds.ts'
import { doubleFree } from './experiment.ts'

export const realRounds = roundsOf(doubleFree, {
  params: () => ({ amplifier: 'none', objects: 1 }),
  plain: ['plain'],
})
