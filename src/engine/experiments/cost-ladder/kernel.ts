import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Channel } from '../../sync/channel.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import type { memory, params } from './experiment.ts'

type Adder = Kernel<typeof memory, typeof params>
type Words = Bound<typeof memory.fields>
type Knobs = Parameters<Adder>[1]

/** The worker that owns the shared counter when additions come by message. */
const OWNER = 0

/** One shared counter, or one of each worker's own. */
function stationOf(words: Words, { counters }: Knobs, { worker }: RoleContext): Words['shared'] {
  return counters === 'shared' ? words.shared : words.own.of(worker)
}

export const plain: Adder = (words, knobs, context) => {
  const total = stationOf(words, knobs, context).total.cell
  const asked = words.asked.of(context.worker).cell
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) total[0]++
    asked[0] += times
  }
  untilStopped(context, asked, add, BATCH)
}

/** Both halves atomic, the pair not. */
export const atomicLoadStore: Adder = (words, knobs, context) => {
  const total = stationOf(words, knobs, context).total.cell
  const asked = words.asked.of(context.worker).cell
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) Atomics.store(total, 0, Atomics.load(total, 0) + 1)
    asked[0] += times
  }
  untilStopped(context, asked, add, BATCH)
}

export const atomicAdd: Adder = (words, knobs, context) => {
  const total = stationOf(words, knobs, context).total.cell
  const asked = words.asked.of(context.worker).cell
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) Atomics.add(total, 0, 1)
    asked[0] += times
  }
  untilStopped(context, asked, add, BATCH)
}

/** The loop is in WebAssembly too, where an atomic access is an instruction and no call. */
export const compiledAdd: Adder = (words, knobs, context) => {
  const { address } = stationOf(words, knobs, context).total
  const { addRepeatedly } = context.primitives
  const asked = words.asked.of(context.worker).cell
  const add = (times: number): void => {
    addRepeatedly(address, 1, times)
    asked[0] += times
  }
  untilStopped(context, asked, add, BATCH)
}

/** Whoever comes second finds another value than it has read, and tries again with that one. */
export const casLoop: Adder = (words, knobs, context) => {
  const total = stationOf(words, knobs, context).total.cell
  const asked = words.asked.of(context.worker).cell
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) {
      let seen = Atomics.load(total, 0)
      let found = Atomics.compareExchange(total, 0, seen, seen + 1)
      while (found !== seen) {
        seen = found
        found = Atomics.compareExchange(total, 0, seen, seen + 1)
      }
    }
    asked[0] += times
  }
  untilStopped(context, asked, add, BATCH)
}

export const mutex: Adder = (words, knobs, context) => {
  const station = stationOf(words, knobs, context)
  const asked = words.asked.of(context.worker).cell
  // What the loop needs are its arguments: V8 keeps those in registers from one turn to the next.
  const addBehind = (gate: Mutex, total: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      total[0]++
      gate.release()
      asked[0]++
    }
  }
  const gate = new Mutex(station.gate, context)
  untilStopped(context, asked, times => {
    addBehind(gate, station.total.cell, times)
  })
}

/**
 * Shared, one worker owns the counter and the others send to it. On its own, a worker sends to itself: what passing an
 * item through a queue costs where nobody ever waits.
 */
export const message: Adder = (words, knobs, context) => {
  const station = stationOf(words, knobs, context)
  const total = station.total.cell
  const mailbox = new Channel(station.mailbox, context)
  const asked = words.asked.of(context.worker).cell
  const isAlone = knobs.counters === 'own' || knobs.workers === 1
  const post = (times: number): void => {
    for (let i = 0; i < times; i++) {
      mailbox.send(1)
      asked[0]++
      if (isAlone) total[0] += mailbox.receive() ?? 0
    }
  }
  if (isAlone || context.worker !== OWNER) {
    untilStopped(context, asked, post)
    return
  }
  for (let item = mailbox.receive(); item !== undefined; item = mailbox.receive()) total[0] += item
}
