import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import { RwLock } from '../../sync/rw-lock.ts'
import type { Acquirable } from '../../sync/token.ts'
import { BusyWork } from '../kit/busy-work.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { Values } from '../kit/params.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import { readersOf, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Visitor = Kernel<typeof memory, typeof params>

/** A writer gets in only when no reader is left inside: with two that come in turn, never. */
export const readersFirst: Visitor = (words, knobs, context) => {
  visit(words, knobs, context, new RwLock(words.readersFirst, context))
}

/** A writer at the door keeps readers out: with two that come in turn, for ever. */
export const writersFirst: Visitor = (words, knobs, context) => {
  visit(words, knobs, context, new RwLock(words.writersFirst, context))
}

/** Whoever comes first goes first, and readers that come one after the other share. */
export const fair: Visitor = (words, knobs, context) => {
  visit(words, knobs, context, new RwLock(words.fair, context))
}

/** What the other three have to be measured against. */
export const mutex: Visitor = (words, knobs, context) => {
  const gate = new Mutex(words.mutex, context)
  visit(words, knobs, context, { read: gate, write: gate })
}

interface Gates {
  readonly read: Acquirable
  readonly write: Acquirable
}

function visit(words: Words, knobs: Values<typeof params>, context: RoleContext, gates: Gates): void {
  const own = words.own.of(context.worker)
  const reads = context.worker < readersOf(knobs)
  const work = new BusyWork(context)
  const gate = reads ? gates.read : gates.write
  const inside = reads ? readInside : writeInside
  untilStopped(context, own.visits.cell, times => {
    for (let i = 0; i < times; i++) {
      const before = context.probing ? context.nowNanos() : 0
      gate.acquire()
      if (context.probing) context.waited(context.nowNanos() - before)
      if (!inside(words, context.worker, work, knobs.hold)) own.intrusions.cell[0]++
      own.visits.cell[0]++
      gate.release()
      if (knobs.think > 0) work.forMicros(knobs.think)
    }
  })
}

/** @returns whether no writer was seen, neither by its word nor by what it changes */
function readInside({ readersInside, writerInside, left, right }: Words, _me: number, work: BusyWork, hold: number) {
  Atomics.add(readersInside.cell, 0, 1)
  const writer = Atomics.load(writerInside.cell, 0)
  const seen = left.cell[0]
  if (hold > 0) work.forMicros(hold)
  const whole = Atomics.load(right.cell, 0) === seen && Atomics.load(writerInside.cell, 0) === 0
  Atomics.sub(readersInside.cell, 0, 1)
  return writer === 0 && whole
}

/** @returns whether nobody else was seen */
function writeInside({ readersInside, writerInside, left, right }: Words, me: number, work: BusyWork, hold: number) {
  const nobody = Atomics.load(writerInside.cell, 0) === 0 && Atomics.load(readersInside.cell, 0) === 0
  Atomics.store(writerInside.cell, 0, me + 1)
  left.cell[0]++
  if (hold > 0) work.forMicros(hold)
  right.cell[0]++
  const alone = Atomics.load(writerInside.cell, 0) === me + 1 && Atomics.load(readersInside.cell, 0) === 0
  Atomics.store(writerInside.cell, 0, 0)
  return nobody && alone
}
