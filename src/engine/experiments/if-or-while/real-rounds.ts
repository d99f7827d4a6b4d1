import { roundsOf } from '../kit/rounds.ts'
import { ifOrWhile } from './experiment.ts'

export const realRounds = roundsOf(ifOrWhile, { params: size => ({ workers: 1 + size('consumers') }) })
