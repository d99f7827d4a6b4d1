import { channel, receive, send, tryReceive, type StepChannel } from './step-channel.ts'
import { permits, register, several, words, type Permits, type Register, type Words } from './step-values.ts'
import { acquire, at, load, release, set, store, when, whileTrue, type Statement } from './steps.ts'

/** The single owner of `single-owner.ts` as steps: a queue of requests, and a desk per client for its answers. */
export interface StepOwner {
  readonly workers: number
  readonly inbox: StepChannel
  readonly answered: readonly Permits[]
  readonly answers: Words
}

/** Answers a request. @param answer the register to put it into */
export type Handle = (request: Register, answer: Register) => readonly Statement[]

/** An item is a request above its sender and one bit that says whether an answer is awaited; no request is 0. */
const SENDERS = 16
const LEAVING = -1

/** @param workers the owner, which is the first, and its clients */
export function stepOwner(workers: number): StepOwner {
  return {
    workers,
    inbox: channel('inbox', Math.max(1, workers)),
    answered: several(workers, client => permits(`answered ${String(client)}`, 0)),
    answers: words('answers', workers),
  }
}

function itemOf(client: number, request: number, awaited: boolean): number {
  return (request * SENDERS + client) * 2 + (awaited ? 1 : 0)
}

/** Blocks until the owner has answered. @param request from 1 */
export function ask(
  { inbox, answered, answers }: StepOwner,
  client: number,
  request: number,
  into: Register,
): Statement {
  return at(
    'this.#inbox.send((request << (SENDER_BITS + 1)) | this.#sender | 1)',
    ...send(inbox, itemOf(client, request, true)),
    at('this.#answered.wait()', acquire(answered[client] ?? nobody)),
    at('return this.#answer.load()', load(into, answers.at(client))),
  )
}

/** Goes on once the request is in the queue. @param request from 1 */
export function tell({ inbox }: StepOwner, client: number, request: number): Statement {
  return at(
    'this.#inbox.send((request << (SENDER_BITS + 1)) | this.#sender)',
    ...send(inbox, itemOf(client, request, false)),
  )
}

/** No more requests of this client. */
export function leaveOwner({ inbox }: StepOwner): Statement {
  return at('this.#inbox.send(LEAVING)', ...send(inbox, LEAVING))
}

/** What the owner does with its queue. */
export interface Serving {
  /** To be done first. */
  readonly begin: Statement
  /** Answers what has come in so far, and does not wait for more. */
  readonly serve: readonly Statement[]
  readonly serveUntilAllLeft: Statement
}

export function serving(owner: StepOwner, handle: Handle): Serving {
  const item = register('item')
  const found = register('found')
  const clients = register('clients')
  const look = at('const received = this.#inbox.tryReceive()', ...tryReceive(item, owner.inbox, found))
  const take = taking(owner, handle, item, clients)
  return {
    begin: set(clients, owner.workers - 1),
    serve: [look, whileTrue(found.isAbove(0), take, look)],
    serveUntilAllLeft: whileTrue(
      clients.isAbove(0),
      at('const item = this.#inbox.receive()', ...receive(item, owner.inbox)),
      take,
    ),
  }
}

function taking(
  { workers, answered, answers }: StepOwner,
  handle: Handle,
  item: Register,
  clients: Register,
): Statement {
  const request = register('request')
  const answer = register('answer')
  const sender = item.dividedBy(2).modulo(SENDERS)
  const reply = several(workers, client =>
    when(sender.equals(client), [
      at('this.#memory.desks.of(sender).answer.store(answer)', store(answers.at(client), answer)),
      at('this.#desks[sender]?.set()', release(answered[client] ?? nobody)),
    ]),
  )
  return when(
    item.equals(LEAVING),
    [set(clients, clients.minus(1))],
    [set(request, item.dividedBy(2 * SENDERS)), ...handle(request, answer), when(item.modulo(2), reply)],
  )
}

const nobody = permits('nobody', 0)
