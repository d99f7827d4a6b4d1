import { roundsOf } from '../kit/rounds.ts'
import { casRetries } from './experiment.ts'

export const realRounds = roundsOf(casRetries, { params: () => ({ amplifier: 'none' }) })
