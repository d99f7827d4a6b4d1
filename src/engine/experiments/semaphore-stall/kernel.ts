import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { amplify } from '../kit/amplifier.ts'
import { enter, leave } from '../kit/concurrency-witness.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { sharesOf, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Taker = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Taker>[1]

/**
 * Passes as often as planned.
 * @param together how many may have two permits at once
 */
function pass(
  words: Words,
  { passages }: Knobs,
  context: RoleContext,
  together: number,
  take: () => void,
  giveBack: () => void,
): void {
  const { witness } = words
  const own = words.takers.of(context.worker)
  const once = (): void => {
    take()
    if (enter(witness, context.worker) > together) own.crowded.cell[0]++
    own.passages.cell[0]++
    leave(witness)
    giveBack()
  }
  context.repeat(passages, once, 1)
}

function release(semaphore: Semaphore, has: I32Cell): void {
  has[0]--
  semaphore.release()
}

/** Whoever has the first waits for the second, and keeps the first meanwhile. */
export const oneByOne: Taker = (words, knobs, context) => {
  const permits = new Semaphore(words.permits, context)
  const has = words.takers.of(context.worker).ofPermits.cell
  const take = (): void => {
    context.at(1)
    permits.acquire()
    has[0]++
    amplify(knobs, context)
    context.at(2)
    permits.acquire()
    has[0]++
  }
  const giveBack = (): void => {
    release(permits, has)
    release(permits, has)
  }
  pass(words, knobs, context, sharesOf(knobs).pairs, take, giveBack)
}

/** The right one is what those wait for who have the left one, and the other way round. */
export const oppositeOrder: Taker = (words, knobs, context) => {
  const left = new Semaphore(words.left, context)
  const right = new Semaphore(words.right, context)
  const { ofLeft, ofRight } = words.takers.of(context.worker)
  const isEven = context.worker % 2 === 0
  const [first, hasFirst] = isEven ? [left, ofLeft.cell] : [right, ofRight.cell]
  const [second, hasSecond] = isEven ? [right, ofRight.cell] : [left, ofLeft.cell]
  const take = (): void => {
    context.at(3)
    first.acquire()
    hasFirst[0]++
    amplify(knobs, context)
    context.at(4)
    second.acquire()
    hasSecond[0]++
  }
  const giveBack = (): void => {
    release(second, hasSecond)
    release(first, hasFirst)
  }
  pass(words, knobs, context, sharesOf(knobs).pairs, take, giveBack)
}

/** Nobody who waits for a left one has a right one, so whoever has a right one goes on. */
export const sameOrder: Taker = (words, knobs, context) => {
  const left = new Semaphore(words.left, context)
  const right = new Semaphore(words.right, context)
  const { ofLeft, ofRight } = words.takers.of(context.worker)
  const take = (): void => {
    context.at(5)
    left.acquire()
    ofLeft.cell[0]++
    amplify(knobs, context)
    context.at(6)
    right.acquire()
    ofRight.cell[0]++
  }
  const giveBack = (): void => {
    release(right, ofRight.cell)
    release(left, ofLeft.cell)
  }
  pass(words, knobs, context, sharesOf(knobs).pairs, take, giveBack)
}

/** Who waits for the second has the mutex, so nobody else has one permit only. Giving back needs no mutex. */
export const bothUnderMutex: Taker = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const permits = new Semaphore(words.permits, context)
  const has = words.takers.of(context.worker).ofPermits.cell
  const take = (): void => {
    context.at(7)
    gate.acquire()
    context.at(8)
    permits.acquire()
    has[0]++
    amplify(knobs, context)
    context.at(9)
    permits.acquire()
    has[0]++
    gate.release()
  }
  const giveBack = (): void => {
    release(permits, has)
    release(permits, has)
  }
  pass(words, knobs, context, sharesOf(knobs).pairs, take, giveBack)
}

/** There is no moment with one of two. An odd permit is of no use to anybody. */
export const pairs: Taker = (words, knobs, context) => {
  const both = new Semaphore(words.pairs, context)
  const take = (): void => {
    context.at(10)
    both.acquire()
    amplify(knobs, context)
  }
  const giveBack = (): void => {
    both.release()
  }
  pass(words, knobs, context, sharesOf(knobs).pairs, take, giveBack)
}

/** Even when each has its first, one is left. */
export const enoughPermits: Taker = (words, knobs, context) => {
  const permits = new Semaphore(words.plenty, context)
  const take = (): void => {
    context.at(11)
    permits.acquire()
    amplify(knobs, context)
    context.at(12)
    permits.acquire()
  }
  const giveBack = (): void => {
    permits.release()
    permits.release()
  }
  pass(words, knobs, context, Math.floor(sharesOf(knobs).plenty / 2), take, giveBack)
}
