import { roundsOf } from '../kit/rounds.ts'
import { checkThenAct } from './experiment.ts'

export const realRounds = roundsOf(checkThenAct, { params: () => ({ amplifier: 'none' }) })
