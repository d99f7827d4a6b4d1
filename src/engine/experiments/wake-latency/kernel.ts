import { LabError } from '../../../base/errors.ts'
import { Channel } from '../../sync/channel.ts'
import { Event } from '../../sync/event.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { spinOnce } from '../kit/spinning.ts'
import type { memory, params } from './experiment.ts'
import { partnerOf, rally } from './rally.ts'

type Player = Kernel<typeof memory, typeof params>

/** A sleeper looks at the stop word so often: nobody notifies its word for a stop. */
const STOP_CHECK_MILLIS = 2

/** The waiter keeps asking. It is never asleep, so nobody has to wake it. */
export const spin: Player = (words, _knobs, context) => {
  const mine = words.players.of(context.worker).signal.cell
  const theirs = words.players.of(partnerOf(context.worker)).signal.cell
  rally(words, context, {
    hit(turn) {
      Atomics.store(mine, 0, turn)
    },
    receive(turn) {
      for (let look = 0; Atomics.load(theirs, 0) !== turn; look++) spinOnce(context, look)
    },
  })
}

/** The waiter sleeps in the kernel until its word is notified. */
export const waitNotify: Player = (words, _knobs, context) => {
  const mine = words.players.of(context.worker).signal.cell
  const theirs = words.players.of(partnerOf(context.worker)).signal.cell
  rally(words, context, {
    hit(turn) {
      Atomics.store(mine, 0, turn)
      Atomics.notify(mine, 0, 1)
    },
    receive(turn) {
      for (let seen = Atomics.load(theirs, 0); seen !== turn; seen = Atomics.load(theirs, 0)) {
        if (context.stopRequested()) throw new LabError('STOPPED', 'the trial was stopped during a wait')
        Atomics.wait(theirs, 0, seen, STOP_CHECK_MILLIS)
      }
    },
  })
}

/** The lab's event: it wakes nobody when nobody sleeps. */
export const event: Player = (words, _knobs, context) => {
  const mine = new Event(words.players.of(context.worker).event, context)
  const theirs = new Event(words.players.of(partnerOf(context.worker)).event, context)
  rally(words, context, {
    hit() {
      mine.set()
    },
    receive() {
      theirs.wait()
    },
  })
}

/** A message through the lab's channel: a lock, a buffer, and a condition for whoever finds it empty. */
export const message: Player = (words, _knobs, context) => {
  const mine = new Channel(words.players.of(context.worker).channel, context)
  const theirs = new Channel(words.players.of(partnerOf(context.worker)).channel, context)
  rally(words, context, {
    hit(turn) {
      mine.send(turn)
    },
    receive() {
      theirs.receive()
    },
  })
}
