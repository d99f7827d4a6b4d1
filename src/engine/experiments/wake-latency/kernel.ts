import { LabError } from '../../../base/errors.ts'
import { Channel } from '../../sync/channel.ts'
import { Event } from '../../sync/event.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { spinOnce } from '../kit/spinning.ts'
import type { memory, params } from './experiment.ts'
import { partnerOf, rally, rallyByEvents } from './rally.ts'

type Player = Kernel<typeof memory, typeof params>

/** A signal that is no turn: the player's channel is open. */
const OPEN = -1

const stopped = (): LabError => new LabError('STOPPED', 'the trial was stopped during a wait')

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
        if (context.stopRequested()) throw stopped()
        Atomics.wait(theirs, 0, seen, STOP_CHECK_MILLIS)
      }
    },
  })
}

/** The waiter's thread goes back to its event loop, which goes on when the word is notified. */
export const waitAsync: Player = (words, _knobs, context) => {
  const mine = words.players.of(context.worker).signal.cell
  const theirs = words.players.of(partnerOf(context.worker)).signal.cell
  return rallyByEvents(words, context, {
    hit(turn) {
      Atomics.store(mine, 0, turn)
      Atomics.notify(mine, 0, 1)
    },
    async receive(turn) {
      for (let seen = Atomics.load(theirs, 0); seen !== turn; seen = Atomics.load(theirs, 0)) {
        if (context.stopRequested()) throw stopped()
        const waiting = Atomics.waitAsync(theirs, 0, seen, STOP_CHECK_MILLIS)
        if (waiting.async) await waiting.value
      }
    },
  })
}

/** A message from one worker's event loop to the other's: no shared word at all. */
export const postMessage: Player = async (words, _knobs, context) => {
  let got = 0
  let awaited: PromiseWithResolvers<void> | null = null
  const pair = Math.min(context.worker, partnerOf(context.worker))
  const channel = context.outside.openChannel(`pair-${String(pair)}`, turn => {
    got = Number(turn)
    awaited?.resolve()
  })
  const takeBack = context.outside.onStop(() => awaited?.reject(stopped()))
  try {
    // Nobody keeps a message for a channel that is still to be opened.
    words.players.of(context.worker).signal.store(OPEN)
    const partner = words.players.of(partnerOf(context.worker)).signal
    while (partner.load() !== OPEN) await context.outside.sleep(1)
    await rallyByEvents(words, context, {
      hit(turn) {
        channel.post(turn)
      },
      async receive(turn) {
        if (got === turn) return
        awaited = Promise.withResolvers()
        await awaited.promise
        awaited = null
      },
    })
  } finally {
    takeBack()
    channel.close()
  }
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
