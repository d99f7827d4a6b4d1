import type { Bound } from '../../memory/layout.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { againAsVictim } from '../kit/aftermath.ts'
import { BookedLock } from '../kit/booked-lock.ts'
import { BothAtOnce } from '../kit/both-at-once.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { LockBook } from '../kit/lock-book.ts'
import { Pause } from '../kit/pause.ts'
import { Rendezvous } from '../kit/rendezvous.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { TravellingForks } from './chandy-misra.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Philosopher = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Philosopher>[1]

/** All have one fork, and all wait for the next one. */
export const naive: Philosopher = (words, knobs, context) => {
  const place = placeOf(words, knobs, context)
  const left = place.forkOf(place.left)
  const right = place.forkOf(place.right)
  const all = new Rendezvous(words.allSeated, knobs.philosophers, context)
  let met = false
  place.repeat(() => {
    context.at(1)
    using _left = left.lock()
    // At the first meal everybody gets as far as this.
    if (!met) all.meet()
    met = true
    place.pause()
    context.at(2)
    using _right = right.lock()
    place.eat()
  })
}

/** The last philosopher's right fork has the lower number. It comes late for it, and leaves the left one lying meanwhile. */
export const ordered: Philosopher = (words, knobs, context) => {
  const place = placeOf(words, knobs, context)
  const lower = place.forkOf(Math.min(place.left, place.right))
  const higher = place.forkOf(Math.max(place.left, place.right))
  place.repeat(() => {
    context.at(3)
    using _lower = lower.lock()
    place.pause()
    context.at(4)
    using _higher = higher.lock()
    place.eat()
  })
}

/** Who waits has nothing in hand. */
export const arbitrator: Philosopher = (words, knobs, context) => {
  const place = placeOf(words, knobs, context)
  const left = place.forkOf(place.left)
  const right = place.forkOf(place.right)
  const waiter = new BothAtOnce(words.waiter, context)
  place.repeat(() => {
    context.at(5)
    using _both = waiter.lock(place.left, place.right)
    using _left = left.lock()
    place.pause()
    using _right = right.lock()
    place.eat()
  })
}

/** Forks do not lie on the table: they belong to somebody, and travel. */
export const chandyMisra: Philosopher = (words, knobs, context) => {
  const place = placeOf(words, knobs, context)
  const forks = new TravellingForks(words, knobs.philosophers, context)
  place.repeat(() => {
    context.at(6)
    forks.take()
    place.pause()
    place.eat()
    forks.giveBack()
  })
}

/** Of those who sit, one at least has a neighbour who does not: its second fork is free. */
export const seats: Philosopher = (words, knobs, context) => {
  const place = placeOf(words, knobs, context)
  const left = place.forkOf(place.left)
  const right = place.forkOf(place.right)
  const chairs = new Semaphore(words.seats, context)
  place.repeat(() => {
    context.at(7)
    using _seat = chairs.lock()
    context.at(8)
    using _left = left.lock()
    place.pause()
    context.at(9)
    using _right = right.lock()
    place.eat()
  })
}

/** What all variants have in common. */
function placeOf(words: Words, { philosophers, meals, pauseMillis, recordOrder }: Knobs, context: RoleContext) {
  const me = context.worker
  const own = words.own.of(me)
  const neighbours = [(me + philosophers - 1) % philosophers, (me + 1) % philosophers].map(
    neighbour => words.own.of(neighbour).eating.cell,
  )
  const book = recordOrder === 'on' ? new LockBook(words.book, context) : null
  const sleep = new Pause(words.pause, context)
  return {
    left: me,
    right: (me + 1) % philosophers,
    forkOf: (fork: number): BookedLock => new BookedLock(words.fork.of(fork), context, fork, book),
    repeat: (meal: () => void): void => {
      context.repeat(meals, () => (own.victims.cell[0] += againAsVictim(meal, sleep)), 1)
    },
    pause: (): void => {
      sleep.forMicros(pauseMillis * 1000)
    },
    /** Says so, looks at both neighbours, stays for a moment, looks again: of two that eat at once one sees the other. */
    eat: (): void => {
      const isAlone = (): boolean => neighbours.every(eating => Atomics.load(eating, 0) === 0)
      Atomics.store(own.eating.cell, 0, 1)
      const before = isAlone()
      context.yieldCore()
      if (!before || !isAlone()) own.together.cell[0]++
      own.meals.cell[0]++
      Atomics.store(own.eating.cell, 0, 0)
    },
  }
}
