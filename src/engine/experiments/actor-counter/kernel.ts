import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { Client, Owner } from '../kit/single-owner.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Adder = Kernel<typeof memory, typeof params>

const OWNER = 0

/** One message after the other, and nobody else at the counter: a plain addition is enough. */
function own(words: Words, workers: number, context: RoleContext): void {
  const owned = words.owned.cell
  const handled = words.handled.cell
  const owner = new Owner(words.owner, workers - 1, context, amount => {
    owned[0] += amount
    handled[0]++
    return 0
  })
  context.at(1)
  owner.serveUntilAllLeft()
}

/** The counter has one writer. What the others want added comes one message at a time. */
export const messages: Adder = (words, { workers }, context) => {
  if (context.worker === OWNER) {
    own(words, workers, context)
    return
  }
  const client = new Client(words.owner, context)
  const { asked, sent } = words.own.of(context.worker)
  untilStopped(context, asked.cell, times => {
    for (let i = 0; i < times; i++) {
      context.at(2)
      client.tell(1)
      sent.cell[0]++
      asked.cell[0]++
    }
  })
}

/** A message says how much to add: the queue is visited once for all of it. */
export const batchedMessages: Adder = (words, { workers, batch }, context) => {
  if (context.worker === OWNER) {
    own(words, workers, context)
    return
  }
  const client = new Client(words.owner, context)
  const { asked, sent } = words.own.of(context.worker)
  const tell = (times: number): void => {
    context.at(3)
    client.tell(times)
    sent.cell[0]++
    asked.cell[0] += times
  }
  untilStopped(context, asked.cell, tell, batch)
}

/** The hardware lets one core at a time have the line, for one step. */
export const atomicAdd: Adder = (words, _knobs, context) => {
  const shared = words.shared.cell
  const asked = words.own.of(context.worker).asked.cell
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) Atomics.add(shared, 0, 1)
    asked[0] += times
  }
  untilStopped(context, asked, add, BATCH)
}

/** Everybody may write, but one at a time. */
export const mutex: Adder = (words, _knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const shared = words.shared.cell
  const asked = words.own.of(context.worker).asked.cell
  const add = (times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      shared[0]++
      asked[0]++
      gate.release()
    }
  }
  untilStopped(context, asked, add)
}
