import { count } from '../kit/params.ts'
import { channel, send, takeOldest, tryReceive, type StepChannel } from '../kit/step-channel.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { register, several, sumOf, words, type Words } from '../kit/step-values.ts'
import { at, load, rmw, set, store, until, when, whileTrue, type Statement } from '../kit/steps.ts'

const params = {
  workers: count({ min: 2, max: 4, default: 2, unit: 'actors', help: 'in a ring, each with a mailbox' }),
  capacity: count({ min: 1, max: 4, default: 1, unit: 'messages', help: 'places in a mailbox' }),
  messages: count({
    min: 1,
    max: 4,
    default: 2,
    unit: 'messages',
    help: 'that each sends to the next one, in one burst',
  }),
} as const

type Sizes = Readonly<Record<'workers' | 'capacity' | 'messages', number>>

const message = register('message')
const found = register('found')
const handled = register('handled by next')
const receiving = register('receiving')

/** The ring as all actors see it; an actor's words are at its number. */
interface Ring {
  readonly mailboxes: readonly StepChannel[]
  readonly closed: Words
  readonly received: Words
  readonly dropped: Words
  /** Events that wake one, and are used up by that. */
  readonly stirred: Words
}

/** How an actor sends, and what it does with what comes. */
type Behaviour = (
  ring: Ring,
  me: number,
  sizes: Sizes,
) => {
  readonly send: (number: number) => readonly Statement[]
  readonly handle: readonly Statement[]
}

const nextOf = (me: number, { workers }: Sizes): number => (me + 1) % workers
const previousOf = (me: number, { workers }: Sizes): number => (me + workers - 1) % workers

/** Actors that send each other messages round a ring, each in one burst. */
export const model = defineModel({
  params,
  variants: {
    block: sizes =>
      actors(sizes, (ring, me) => ({
        send: number => [at('outbox.send(message)', ...send(mailboxOf(ring, nextOf(me, sizes)), number))],
        handle: [book(ring, me)],
      })),

    drop: sizes =>
      actors(sizes, (ring, me) => {
        const { count: waiting, items, head, capacity } = mailboxOf(ring, nextOf(me, sizes))
        const dropped = ring.dropped.at(me)
        return {
          send: number => [
            at(
              'if (outbox.trySend(message)) return',
              rmw(waiting, waiting.plus(waiting.isBelow(capacity)), found),
              when(
                found.isBelow(capacity),
                [set(items.at(head.plus(found).modulo(capacity)), number)],
                [set(dropped, dropped.plus(1))],
              ),
            ),
          ],
          handle: [book(ring, me)],
        }
      }),

    credit: sizes =>
      actors(sizes, (ring, me) => {
        const next = nextOf(me, sizes)
        const mine = ring.stirred.at(me)
        const handle = [book(ring, me), at('ofSender?.set()', store(ring.stirred.at(previousOf(me, sizes)), 1))]
        const look = at(
          'while (message - Atomics.load(handledByNext, 0) > capacity) {',
          load(handled, ring.received.at(next)),
        )
        return {
          send: number => [
            look,
            whileTrue(
              handled.plus(sizes.capacity).isBelow(number),
              at('const came = inbox.tryReceive()', ...tryReceive(message, mailboxOf(ring, me), found)),
              when(found, handle, [at('mine?.wait()', until(mine.equals(1)), set(mine, 0))]),
              look,
            ),
            at('outbox.send(message)', ...send(mailboxOf(ring, next), number)),
            at('theirs?.set()', store(ring.stirred.at(next), 1)),
          ],
          handle,
        }
      }),
  },
})

function mailboxOf({ mailboxes }: Ring, actor: number): StepChannel {
  return mailboxes[actor] ?? channel('no mailbox', 1)
}

function book({ received }: Ring, me: number): Statement {
  return at('Atomics.add(received.cell, 0, 1)', rmw(received.at(me), received.at(me).plus(1)))
}

function actors(sizes: Sizes, behaviour: Behaviour): StepProgram {
  const { workers, capacity, messages } = sizes
  const ring: Ring = {
    mailboxes: several(workers, actor => channel(`mailbox ${String(actor)}`, capacity)),
    closed: words('closed', workers),
    received: words('received', workers),
    dropped: words('dropped', workers),
    stirred: words('stirred', workers),
  }
  const actor = (me: number): readonly Statement[] => {
    const { send: sendOne, handle } = behaviour(ring, me, sizes)
    const inbox = mailboxOf(ring, me)
    const isClosed = ring.closed.at(previousOf(me, sizes))
    const look = at('came = inbox.tryReceive()', ...tryReceive(message, inbox, found))
    return [
      ...several(messages, nth => sendOne(nth + 1)).flat(),
      look,
      whileTrue(found, ...handle, look),
      at('close()', store(ring.closed.at(me), 1)),
      set(receiving, 1),
      whileTrue(
        receiving,
        at(
          'const message = inbox.receive()',
          until(inbox.count.isAbove(0).or(isClosed)),
          set(receiving, inbox.count.isAbove(0)),
          when(receiving, takeOldest(message, inbox)),
        ),
        when(receiving, handle),
      ),
    ]
  }
  const all = (row: Words) => sumOf(several(workers, each => row.at(each)))
  const accounted = all(ring.received)
    .plus(all(ring.dropped))
    .equals(workers * messages)
  return {
    workers: several(workers, actor),
    outcomes: [
      { name: 'all-arrived', when: accounted.and(all(ring.dropped).equals(0)) },
      { name: 'some-dropped', when: accounted },
    ],
    otherwise: 'unaccounted',
  }
}
