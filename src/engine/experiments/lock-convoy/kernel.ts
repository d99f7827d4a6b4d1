import type { Bound } from '../../memory/layout.ts'
import { Event } from '../../sync/event.ts'
import { FairMutex } from '../../sync/fair-mutex.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { Acquirable } from '../../sync/token.ts'
import { BusyWork } from '../kit/busy-work.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { Values } from '../kit/params.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Own = ReturnType<Words['own']['of']>
type Traveller = Kernel<typeof memory, typeof params>

/** What the background worker does while it holds the gate: so many pieces of `hold`, between which it may stand back. */
const PIECES = 50
/** What a middle worker computes without a pause. */
const BURST_MICROS = 200
/** Its pause, a tenth: without any, the background worker would never run. */
const PAUSE_MICROS = 20

/** While one sleeps, all wait; then whoever runs takes the lock, and the queue dissolves. */
export const sleepInside: Traveller = (words, knobs, context) => {
  travel(words, knobs, context, new Mutex(words.gate, context), true)
}

/** The same naps, without the lock. */
export const sleepOutside: Traveller = (words, knobs, context) => {
  travel(words, knobs, context, new Mutex(words.gate, context), false)
}

/** Each release goes to a sleeper, who has to wake up first; whoever comes back meanwhile joins the queue. */
export const handOff: Traveller = (words, knobs, context) => {
  travel(words, knobs, context, new FairMutex(words.fair, context), true)
}

/** T1 waits for T2, and T2 for all that are less urgent than T1 and more than itself. */
export const inversion: Traveller = (words, knobs, context) => {
  prioritised(words, knobs, context, () => false)
}

/** While T1 waits, T2 is as urgent as T1. */
export const inheritance: Traveller = (words, knobs, context) => {
  const { cell } = words.urgentWaits
  prioritised(words, knobs, context, () => Atomics.load(cell, 0) === 1)
}

interface Gate extends Acquirable {
  tryAcquire(): boolean
}

function travel(words: Words, knobs: Values<typeof params>, context: RoleContext, gate: Gate, inside: boolean): void {
  const own = words.own.of(context.worker)
  const work = new BusyWork(context)
  const never = new Event(words.never, context)
  // Not all at once: each begins at another place between two naps.
  let untilNap = 1 + (context.seed % knobs.napEvery)
  untilStopped(context, own.operations.cell, times => {
    for (let i = 0; i < times; i++) {
      enter(gate, own, context)
      pass(words, own)
      work.forMicros(knobs.hold)
      const naps = --untilNap === 0
      if (naps) untilNap = knobs.napEvery
      if (naps && inside) never.waitFor(knobs.nap)
      gate.release()
      if (naps && !inside) never.waitFor(knobs.nap)
      work.forMicros(knobs.think)
    }
  })
}

/** Asks first, so that it knows whether it had to queue. */
function enter(gate: Gate, own: Own, context: RoleContext): void {
  const before = context.probing ? context.nowNanos() : 0
  if (!gate.tryAcquire()) {
    gate.acquire()
    own.queued.cell[0]++
  }
  if (context.probing) context.waited(context.nowNanos() - before)
}

function pass(words: Words, own: Own): void {
  words.counter.cell[0]++
  own.passages.cell[0]++
  own.operations.cell[0]++
}

/** @param asUrgent whether the background worker now stands back for nobody */
function prioritised(words: Words, knobs: Values<typeof params>, context: RoleContext, asUrgent: () => boolean): void {
  const gate = new Mutex(words.gate, context)
  const own = words.own.of(context.worker)
  const work = new BusyWork(context)
  if (context.worker === 0) urgent(words, own, context, gate, knobs.nap)
  else if (context.worker === 1) background(words, own, context, gate, work, knobs.hold, asUrgent)
  else middle(words, own, context, work)
}

/** Sleeps, then needs the gate at once. */
function urgent(words: Words, own: Own, context: RoleContext, gate: Mutex, napMillis: number): void {
  const never = new Event(words.never, context)
  const waits = words.urgentWaits.cell
  untilStopped(context, own.operations.cell, () => {
    never.waitFor(napMillis)
    Atomics.store(waits, 0, 1)
    enter(gate, own, context)
    Atomics.store(waits, 0, 0)
    pass(words, own)
    gate.release()
  })
}

function background(
  words: Words,
  own: Own,
  context: RoleContext,
  gate: Mutex,
  work: BusyWork,
  hold: number,
  asUrgent: () => boolean,
): void {
  const computing = words.middle.cell
  const waits = words.urgentWaits.cell
  untilStopped(context, own.operations.cell, () => {
    enter(gate, own, context)
    for (let piece = 0; piece < PIECES && !context.stopRequested(); piece++) {
      while (Atomics.load(computing, 0) > 0 && !context.stopRequested()) {
        // Before it is asked whether to stand back: who waits now still waits then, as this worker holds the gate.
        const isAwaited = Atomics.load(waits, 0) === 1
        if (asUrgent()) break
        if (isAwaited) own.stoodBack.cell[0]++
        context.yieldCore()
      }
      work.forMicros(hold)
    }
    pass(words, own)
    gate.release()
    context.yieldCore()
  })
}

function middle({ middle: computing }: Words, own: Own, context: RoleContext, work: BusyWork): void {
  untilStopped(context, own.operations.cell, () => {
    Atomics.add(computing.cell, 0, 1)
    work.forMicros(BURST_MICROS)
    Atomics.sub(computing.cell, 0, 1)
    own.operations.cell[0]++
    work.forMicros(PAUSE_MICROS)
  })
}
