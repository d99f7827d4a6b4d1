import { STANDS_STILL, roundsOf } from '../kit/rounds.ts'
import { notifyOneOrAll } from './experiment.ts'

export const realRounds = roundsOf(notifyOneOrAll, {
  params: size => ({ workers: 1 + size('customers') }),
  none: { 'notify-one': STANDS_STILL },
  differs: 'customers are called in an order that the seed picks',
})
