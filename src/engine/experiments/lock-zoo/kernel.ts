import { Prng } from '../../../base/prng.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { FairMutex } from '../../sync/fair-mutex.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { Acquirable } from '../../sync/token.ts'
import { AdaptiveLock } from '../kit/adaptive-lock.ts'
import { BusyWork } from '../kit/busy-work.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { McsLock } from '../kit/mcs-lock.ts'
import type { Values } from '../kit/params.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { SpinLock } from '../kit/spin-lock.ts'
import { TicketLock } from '../kit/ticket-lock.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Visitor = Kernel<typeof memory, typeof params>

export const futexMutex: Visitor = (words, knobs, context) => {
  visits(words, knobs, context, new Mutex(words.futex, context))
}

export const adaptive: Visitor = (words, knobs, context) => {
  visits(words, knobs, context, new AdaptiveLock(new Mutex(words.adaptive, context), context))
}

export const fairMutex: Visitor = (words, knobs, context) => {
  visits(words, knobs, context, new FairMutex(words.fair, context))
}

export const spin: Visitor = (words, knobs, context) => {
  visits(words, knobs, context, new SpinLock(words.spin, context))
}

export const ticket: Visitor = (words, knobs, context) => {
  visits(words, knobs, context, new TicketLock(words.ticket, context))
}

export const mcs: Visitor = (words, knobs, context) => {
  visits(words, knobs, context, new McsLock(words.mcs, context))
}

/** The same loop for all locks: its calls cost a few nanoseconds more than they would alone, in each variant alike. */
function visits(words: Words, { hold, think }: Values<typeof params>, context: RoleContext, gate: Acquirable): void {
  const work = new BusyWork(context)
  const random = new Prng(context.seed)
  const own = words.passages.of(context.worker).cell
  const pass = (counter: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) {
      const before = context.probing ? context.nowNanos() : 0
      gate.acquire()
      if (context.probing) context.waited(context.nowNanos() - before)
      counter[0]++
      if (hold > 0) work.forMicros(hold)
      own[0]++
      gate.release()
      // Uneven, so that the workers do not fall into step.
      if (think > 0) work.forMicros(random.nextBelow(2 * think + 1))
    }
  }
  untilStopped(context, own, times => {
    pass(words.counter.cell, times)
  })
}
