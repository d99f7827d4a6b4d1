import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { enter, leave } from '../kit/concurrency-witness.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Client = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Client>[1]

/** One request after the other: get a connection, use it, give it back. */
function requestAll(
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  connect: () => void,
  disconnect: () => void,
): void {
  const { requests, serviceMicros } = knobs
  const { witness } = words
  const { servedNanos, waitedNanos } = words.clocks.of(context.worker)
  const server = new Pause(words.server, context)
  const chance = new Prng(context.seed)
  const request = (): void => {
    const asked = context.nowNanos()
    connect()
    const began = context.nowNanos()
    enter(witness, context.worker)
    server.forMicros(serviceMicros / 2 + chance.nextBelow(serviceMicros + 1))
    leave(witness)
    const ended = context.nowNanos()
    disconnect()
    waitedNanos.value += began - asked
    servedNanos.value += ended - began
    if (context.probing) context.waited(began - asked)
  }
  context.repeat(requests, request, 1)
}

/** The server finds out how many there are. */
export const unlimited: Client = (words, knobs, context) => {
  const connect = (): void => {
    context.yieldCore()
  }
  requestAll(words, knobs, context, connect, () => undefined)
}

/** Connecting takes a moment, and whoever looks in that moment sees the same free place. */
export const lookThenConnect: Client = (words, knobs, context) => {
  const { connections } = knobs
  const open = words.open.cell
  const connect = (): void => {
    while (Atomics.load(open, 0) >= connections && !context.stopRequested()) context.yieldCore()
    context.yieldCore()
    Atomics.add(open, 0, 1)
  }
  const disconnect = (): void => {
    Atomics.sub(open, 0, 1)
  }
  requestAll(words, knobs, context, connect, disconnect)
}

/** To look for a free place and to take it are one step. */
export const semaphore: Client = (words, knobs, context) => {
  const pool = new Semaphore(words.pool, context)
  const connect = (): void => {
    pool.acquire()
    context.yieldCore()
  }
  const disconnect = (): void => {
    pool.release()
  }
  requestAll(words, knobs, context, connect, disconnect)
}
