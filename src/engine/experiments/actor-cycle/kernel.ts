import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Channel } from '../../sync/channel.ts'
import { Event } from '../../sync/event.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { nextOf, previousOf, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Actor = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Actor>[1]

/**
 * Sends its messages in bursts and looks into its own mailbox after each; then takes what still comes until its sender has
 * nothing more to send. Messages are numbered from 1, so that each is known by its number.
 * @param send hands one over, or gets rid of it
 * @param handled is told of each message that was handled
 */
function act(
  words: Words,
  { workers, burst, bursts, messages }: Knobs,
  context: RoleContext,
  send: (message: number) => void,
  handle: (message: number) => void,
): void {
  const inbox = new Channel(words.mailbox.of(context.worker), context)
  const chance = new Prng(context.seed)
  let sent = 0
  while (sent < messages && !context.stopRequested()) {
    const length = bursts === 'full' ? burst : 1 + chance.nextBelow(burst)
    const last = Math.min(messages, sent + length)
    while (sent < last) {
      sent += 1
      send(sent)
    }
    for (let came = inbox.tryReceive(); typeof came !== 'string'; came = inbox.tryReceive()) handle(came.item)
    context.setCompleted(sent)
  }
  new Channel(words.mailbox.of(nextOf(context.worker, workers)), context).close()
  while (!context.stopRequested()) {
    context.at(1)
    const message = inbox.receive()
    if (message === undefined) return
    handle(message)
  }
}

/** Books a message that has come. */
function bookkeeper(words: Words, context: RoleContext): (message: number) => void {
  const { received, disordered, receivedSum } = words.actors.of(context.worker)
  let latest = 0
  return message => {
    if (message <= latest) disordered.cell[0]++
    latest = message
    receivedSum.value += message
    Atomics.add(received.cell, 0, 1)
  }
}

/** While it waits for room it handles nothing, and so makes no room for the one who waits for it. */
export const block: Actor = (words, knobs, context) => {
  const outbox = new Channel(words.mailbox.of(nextOf(context.worker, knobs.workers)), context)
  const send = (message: number): void => {
    context.at(2)
    outbox.send(message)
  }
  act(words, knobs, context, send, bookkeeper(words, context))
}

/** A sender never waits. What there was no room for is gone, and it says so. */
export const drop: Actor = (words, knobs, context) => {
  const outbox = new Channel(words.mailbox.of(nextOf(context.worker, knobs.workers)), context)
  const { dropped, droppedSum } = words.actors.of(context.worker)
  const send = (message: number): void => {
    if (outbox.trySend(message)) return
    dropped.cell[0]++
    droppedSum.value += message
  }
  act(words, knobs, context, send, bookkeeper(words, context))
}

/**
 * A receiver gives credit back for each message it has handled, so that a sender always finds room. Without credit it handles
 * what has come in; with nothing to handle, either, it sleeps until a message or a credit stirs it: one place to wait for both.
 */
export const credit: Actor = (words, knobs, context) => {
  const { workers, capacity } = knobs
  const next = nextOf(context.worker, workers)
  const outbox = new Channel(words.mailbox.of(next), context)
  const inbox = new Channel(words.mailbox.of(context.worker), context)
  const handledByNext = words.actors.of(next).received.cell
  const [mine, theirs, ofSender] = [context.worker, next, previousOf(context.worker, workers)].map(
    actor => new Event(words.stirred.of(actor), context),
  )
  const book = bookkeeper(words, context)
  const handle = (message: number): void => {
    book(message)
    ofSender?.set()
  }
  const send = (message: number): void => {
    while (message - Atomics.load(handledByNext, 0) > capacity) {
      const came = inbox.tryReceive()
      if (typeof came === 'string') {
        context.at(3)
        mine?.wait()
      } else handle(came.item)
    }
    outbox.send(message)
    theirs?.set()
  }
  act(words, knobs, context, send, handle)
}
