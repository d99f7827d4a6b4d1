import { isLabError } from '../../../base/errors.ts'
import type { Bound } from '../../memory/layout.ts'
import { againAsVictim } from '../kit/aftermath.ts'
import { awaitAtLeast } from '../kit/await-word.ts'
import { BookedLock } from '../kit/booked-lock.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { BYSTANDERS, membersOf, placeOf, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Link = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Link>[1]

/** Nobody will ever let go. */
export const cycle: Link = (words, knobs, context) => {
  inPlace(words, knobs, context, (member, next) => {
    const own = lockOf(words, member, context)
    const asked = lockOf(words, next, context)
    withFirst(words, knobs, context, own, () => {
      context.at(1)
      asked.acquire()
      asked.release()
    })
  })
}

/** The last one waits for nobody: it lets go, then the one before it, and so on to the first. */
export const chain: Link = (words, knobs, context) => {
  inPlace(words, knobs, context, (member, next) => {
    const own = lockOf(words, member, context)
    const asked = lockOf(words, next, context)
    withFirst(words, knobs, context, own, () => {
      if (next <= member) return
      context.at(2)
      asked.acquire()
      asked.release()
    })
  })
}

/** The circle is closed, for a while. */
export const timed: Link = (words, knobs, context) => {
  inPlace(words, knobs, context, (member, next) => {
    const own = lockOf(words, member, context)
    const asked = lockOf(words, next, context)
    withFirst(words, knobs, context, own, () => {
      if (next > member) {
        context.at(3)
        asked.acquire()
      } else if (!acquiredInTime(words, knobs, context, asked)) return
      asked.release()
    })
  })
}

/** A circle of one is no wait at all: the lock refuses its holder, with a limit or without. */
function acquiredInTime({ own }: Words, { limitMillis }: Knobs, context: RoleContext, lock: BookedLock): boolean {
  const counts = own.of(context.worker)
  try {
    context.at(4)
    const acquired = lock.acquireFor(limitMillis)
    if (!acquired) counts.gaveUp.cell[0]++
    return acquired
  } catch (thrown) {
    if (!isLabError(thrown) || thrown.code !== 'RELOCK') throw thrown
    counts.refused.cell[0]++
    return false
  }
}

/** Acquires a member's own lock, waits until all members have theirs, and then does the rest with it. */
function withFirst(words: Words, knobs: Knobs, context: RoleContext, own: BookedLock, rest: () => void): void {
  const { holding, pause, own: counts } = words
  const sleep = new Pause(pause, context)
  let isCounted = false
  counts.of(context.worker).victims.cell[0] += againAsVictim(() => {
    context.at(5)
    using _own = own.lock()
    if (!isCounted) Atomics.add(holding.cell, 0, 1)
    isCounted = true
    awaitAtLeast(holding.cell, membersOf(knobs), context)
    // The bystanders come up meanwhile.
    sleep.forMicros(knobs.pauseMillis * 1000)
    rest()
  }, sleep)
}

/** Lets a worker do what its place is there for. */
function inPlace(
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  asMember: (member: number, next: number) => void,
): void {
  const place = placeOf(context.worker, knobs)
  context.repeat(
    1,
    () => {
      if ('bystander' in place) standBy(words, knobs, context, place.bystander)
      else asMember(place.member, nextOf(place.member, knobs))
      words.own.of(context.worker).done.cell[0]++
    },
    1,
  )
}

/** Circles lie one behind the other. */
function nextOf(member: number, { length }: Knobs): number {
  const first = member - (member % length)
  return first + ((member + 1 - first) % length)
}

function standBy(words: Words, knobs: Knobs, context: RoleContext, bystander: number): void {
  awaitAtLeast(words.holding.cell, membersOf(knobs), context)
  const lock = lockOf(words, bystander % membersOf(knobs), context)
  const what = BYSTANDERS[bystander % BYSTANDERS.length]
  if (what === 'waits') {
    context.at(6)
    using _lock = lock.lock()
  } else if (what === 'waits with a limit') {
    context.at(7)
    if (lock.acquireFor(knobs.limitMillis)) lock.release()
    else words.own.of(context.worker).gaveUp.cell[0]++
  } else {
    for (let turn = 0; turn < TURNS && !context.stopRequested(); turn++) context.yieldCore()
  }
}

/** Of the bystander that works: about as long as it takes to find a circle. */
const TURNS = 50

function lockOf({ lock }: Words, member: number, context: RoleContext): BookedLock {
  return new BookedLock(lock.of(member), context, member, null)
}
