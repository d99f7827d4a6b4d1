import { i32, layout, perWorker, type Bound } from '../../memory/layout.ts'
import { Channel, channelLayout, initializeChannel } from '../../sync/channel.ts'
import { Event, eventLayout, initializeEvent } from '../../sync/event.ts'
import type { RoleContext } from './role-context.ts'

/**
 * A single owner: one worker owns the data and nobody else touches it. The others ask it, through one queue, and it
 * answers one request after the other.
 *
 * Sources: C. Hewitt, P. Bishop, R. Steiger, "A Universal Modular ACTOR Formalism" (1973).
 */
export const ownerLayout = layout('owner', {
  inbox: channelLayout,
  desks: perWorker(
    layout('desk', {
      answered: eventLayout,
      answer: i32({ writers: 'the owner', access: 'under the event', doc: 'the answer to the client’s last question' }),
    }),
  ),
})

type OwnerMemory = Bound<typeof ownerLayout.fields>

/** Requests on their way at most; a full queue makes clients wait. */
const INBOX_CAPACITY = 256

/** Before any worker can see it. */
export function initializeOwner(memory: OwnerMemory, workers: number): void {
  initializeChannel(memory.inbox, INBOX_CAPACITY)
  for (const { answered } of memory.desks.first(workers)) initializeEvent(answered, 'auto-reset')
}

/** Requests are from 0 up to this, exclusive: what an item has room for beside its sender. */
export const REQUESTS = 2 ** 24
/** An item is a request, above the sender in 6 bits, above one bit that says whether an answer is awaited. */
const SENDER_BITS = 6
const SENDER_MASK = 2 ** SENDER_BITS - 1
const LEAVING = -1

/** Requests that were sent and that no owner has taken, oldest first; read it when the workers are done. */
export function requestsInQueue({ inbox }: OwnerMemory): readonly number[] {
  const { items } = inbox.items
  const places = Array.from({ length: inbox.count.load() }, (_, nth) => (inbox.head.load() + nth) % INBOX_CAPACITY)
  return places.flatMap(place => {
    const item = items[place]
    return item === undefined || item === LEAVING ? [] : [item >>> (SENDER_BITS + 1)]
  })
}

/** The handle of a worker that asks the owner. */
export class Client {
  readonly #inbox: Channel
  readonly #answered: Event
  readonly #answer: { load(): number }
  readonly #sender: number

  constructor(memory: OwnerMemory, context: RoleContext) {
    const desk = memory.desks.of(context.worker)
    this.#inbox = new Channel(memory.inbox, context)
    this.#answered = new Event(desk.answered, context)
    this.#answer = desk.answer
    this.#sender = context.worker << 1
  }

  /**
   * Blocks until the owner has answered.
   * @throws {LabError} STOPPED when the trial is stopped while waiting
   */
  ask(request: number): number {
    this.#inbox.send((request << (SENDER_BITS + 1)) | this.#sender | 1)
    this.#answered.wait()
    return this.#answer.load()
  }

  /** Goes on once the request is in the queue. @throws {LabError} STOPPED as {@link ask} */
  tell(request: number): void {
    this.#inbox.send((request << (SENDER_BITS + 1)) | this.#sender)
  }

  /** No more requests of this client. @throws {LabError} STOPPED as {@link ask} */
  leave(): void {
    this.#inbox.send(LEAVING)
  }
}

/** The handle of the worker that owns the data. */
export class Owner {
  readonly #memory: OwnerMemory
  readonly #inbox: Channel
  readonly #context: RoleContext
  readonly #handle: (request: number) => number
  readonly #desks: readonly Event[]
  #clients: number

  /**
   * @param clients workers that will ask, and leave
   * @param handle does what a request asks for, and says the answer
   */
  constructor(memory: OwnerMemory, clients: number, context: RoleContext, handle: (request: number) => number) {
    this.#memory = memory
    this.#inbox = new Channel(memory.inbox, context)
    this.#context = context
    this.#handle = handle
    this.#desks = memory.desks.first(clients + 1).map(({ answered }) => new Event(answered, context))
    this.#clients = clients
  }

  /** Answers what has come in so far, and does not wait for more. */
  serve(): void {
    while (this.#clients > 0) {
      const received = this.#inbox.tryReceive()
      if (typeof received === 'string') return
      this.#take(received.item)
    }
  }

  /** Answers until all clients have left. @throws {LabError} STOPPED when the trial is stopped while waiting */
  serveUntilAllLeft(): void {
    while (this.#clients > 0 && !this.#context.stopRequested()) {
      const item = this.#inbox.receive()
      if (item !== undefined) this.#take(item)
    }
  }

  #take(item: number): void {
    if (item === LEAVING) {
      this.#clients -= 1
      return
    }
    const answer = this.#handle(item >>> (SENDER_BITS + 1))
    if ((item & 1) === 0) return
    const sender = (item >>> 1) & SENDER_MASK
    this.#memory.desks.of(sender).answer.store(answer)
    this.#desks[sender]?.set()
  }
}
