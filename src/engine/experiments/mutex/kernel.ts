import type { Bound } from '../../memory/layout.ts'
import { Channel } from '../../sync/channel.ts'
import { FairMutex } from '../../sync/fair-mutex.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { Acquirable } from '../../sync/token.ts'
import { AdaptiveLock } from '../kit/adaptive-lock.ts'
import { visit, type Guarded } from '../kit/critical-section.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { SpinLock } from '../kit/spin-lock.ts'
import { TicketLock } from '../kit/ticket-lock.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Own = ReturnType<Words['own']['of']>
type Visitor = Kernel<typeof memory, typeof params>

// Each variant has a hot loop of its own, so that V8 compiles the calls of its lock in place.

/** Most waits are short looks; the rest sleep, and a release wakes one of them. */
export const futexMutex: Visitor = (words, _params, context) => {
  const pass = (gate: Mutex, guarded: Guarded, own: Own, me: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      own.intrusions.cell[0] += visit(guarded, me)
      own.passages.cell[0]++
      gate.release()
    }
  }
  visits(words, context, new Mutex(words.futex, context), pass)
}

/** The same mutex behind a waiter that learns how long to spin. */
export const adaptive: Visitor = (words, _params, context) => {
  const pass = (gate: AdaptiveLock, guarded: Guarded, own: Own, me: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      own.intrusions.cell[0] += visit(guarded, me)
      own.passages.cell[0]++
      gate.release()
    }
  }
  visits(words, context, new AdaptiveLock(new Mutex(words.adaptive, context), context), pass)
}

/** Who is running gets in; who waits keeps a core busy. */
export const spin: Visitor = (words, _params, context) => {
  const pass = (gate: SpinLock, guarded: Guarded, own: Own, me: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      own.intrusions.cell[0] += visit(guarded, me)
      own.passages.cell[0]++
      gate.release()
    }
  }
  visits(words, context, new SpinLock(words.spin, context), pass)
}

/** In order of arrival, and everybody spins, even when the one whose turn it is does not run. */
export const ticket: Visitor = (words, _params, context) => {
  const pass = (gate: TicketLock, guarded: Guarded, own: Own, me: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      own.intrusions.cell[0] += visit(guarded, me)
      own.passages.cell[0]++
      gate.release()
    }
  }
  visits(words, context, new TicketLock(words.ticket, context), pass)
}

/** In order of arrival among those who sleep: a wake-up for each hand-over. */
export const fairHandOff: Visitor = (words, _params, context) => {
  const pass = (gate: FairMutex, guarded: Guarded, own: Own, me: number, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      own.intrusions.cell[0] += visit(guarded, me)
      own.passages.cell[0]++
      gate.release()
    }
  }
  visits(words, context, new FairMutex(words.fair, context), pass)
}

/** One worker alone touches what is guarded. A request that nobody has served yet is not counted as done. */
export const owner: Visitor = (words, { workers }, context) => {
  const mailbox = new Channel(words.mailbox, context)
  const own = words.own.of(context.worker)
  if (context.worker > 0) {
    while (!context.stopRequested()) {
      const before = context.probing ? context.nowNanos() : 0
      mailbox.send(context.worker)
      if (context.probing) context.waited(context.nowNanos() - before)
      own.requests.cell[0]++
    }
    return
  }
  const serve = (from: Channel, guarded: Guarded, times: number): void => {
    for (let i = 0; i < times; i++) {
      // Alone it has nobody to send it anything.
      if (workers > 1) from.receive()
      own.intrusions.cell[0] += visit(guarded, 1)
      own.passages.cell[0]++
    }
  }
  untilStopped(context, own.passages.cell, times => {
    serve(mailbox, words.guarded, times)
  })
}

function visits<L extends Acquirable>(
  words: Words,
  context: RoleContext,
  gate: L,
  pass: (gate: L, guarded: Guarded, own: Own, me: number, times: number) => void,
): void {
  const own = words.own.of(context.worker)
  const me = context.worker + 1
  untilStopped(context, own.passages.cell, times => {
    if (context.probing) timed(gate, words.guarded, own, context, times)
    else pass(gate, words.guarded, own, me, times)
  })
}

/** A clock costs more than a lock: only in a probe. */
function timed(gate: Acquirable, guarded: Guarded, own: Own, context: RoleContext, times: number): void {
  for (let i = 0; i < times; i++) {
    const before = context.nowNanos()
    gate.acquire()
    context.waited(context.nowNanos() - before)
    own.intrusions.cell[0] += visit(guarded, context.worker + 1)
    own.passages.cell[0]++
    gate.release()
  }
}
