import { roundsOf } from '../kit/rounds.ts'
import { bankTransfer } from './experiment.ts'

export const realRounds = roundsOf(bankTransfer, {
  params: size => ({ workers: size('tellers') + size('auditors'), amplifier: 'none' }),
  differs: 'auditors add up until the last teller is done, and the seed picks accounts and amounts',
})
