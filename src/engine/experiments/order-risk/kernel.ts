import type { Bound } from '../../memory/layout.ts'
import { againAsVictim } from '../kit/aftermath.ts'
import { awaitAtLeast } from '../kit/await-word.ts'
import { BookedLock } from '../kit/booked-lock.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { LockBook } from '../kit/lock-book.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { GATE, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Visitor = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Visitor>[1]

/** Goes well for as long as nobody else is under way. */
export const inversion: Visitor = (words, knobs, context) => {
  const { lockOf, visitEach, own, next } = ringOf(words, knobs, context)
  const first = lockOf(own)
  const second = lockOf(next)
  visitEach(() => {
    context.at(1)
    using _first = first.lock()
    context.yieldCore()
    context.at(2)
    using _second = second.lock()
  })
}

/** The same orders. Behind the gate there is one worker at a time, so that nobody is there to wait for it. */
export const gateLock: Visitor = (words, knobs, context) => {
  const { lockOf, gate, visitEach, own, next } = ringOf(words, knobs, context)
  const first = lockOf(own)
  const second = lockOf(next)
  visitEach(() => {
    context.at(3)
    using _gate = gate.lock()
    context.at(4)
    using _first = first.lock()
    context.yieldCore()
    context.at(5)
    using _second = second.lock()
  })
}

/** Who holds a lock asks for a higher one only. */
export const consistentOrder: Visitor = (words, knobs, context) => {
  const { lockOf, visitEach, own, next } = ringOf(words, knobs, context)
  const lower = lockOf(Math.min(own, next))
  const higher = lockOf(Math.max(own, next))
  visitEach(() => {
    context.at(6)
    using _lower = lower.lock()
    context.yieldCore()
    context.at(7)
    using _higher = higher.lock()
  })
}

/** What all variants have in common. */
function ringOf(words: Words, { workers, visits, turns, recordOrder }: Knobs, context: RoleContext) {
  const me = context.worker
  const counts = words.own.of(me)
  const book = recordOrder === 'on' ? new LockBook(words.book, context) : null
  const turn = words.turn.cell
  const sleep = new Pause(words.pause, context)
  return {
    own: me,
    next: (me + 1) % workers,
    lockOf: (lock: number): BookedLock => new BookedLock(words.lock.of(lock), context, lock, book),
    gate: new BookedLock(words.gate, context, GATE, book),
    visitEach: (visit: () => void): void => {
      let mine = me
      const inTurn = (): void => {
        if (turns === 'on' && !awaitAtLeast(turn, mine, context)) return
        counts.victims.cell[0] += againAsVictim(visit, sleep)
        counts.visits.cell[0]++
        mine += workers
        if (turns === 'on') Atomics.add(turn, 0, 1)
      }
      context.repeat(visits, inTurn, 1)
    },
  }
}
