import { STANDS_STILL, roundsOf } from '../kit/rounds.ts'
import { lostWakeup } from './experiment.ts'

export const realRounds = roundsOf(lostWakeup, {
  params: () => ({ workers: 2, amplifier: 'none' }),
  none: { 'look-then-wait': STANDS_STILL, 'notify-without-lock': STANDS_STILL },
})
