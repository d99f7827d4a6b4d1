import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { againAsVictim } from '../kit/aftermath.ts'
import { awaitAtLeast } from '../kit/await-word.ts'
import { BookedLock } from '../kit/booked-lock.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { LockBook } from '../kit/lock-book.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { Client, Owner } from '../kit/single-owner.ts'
import { isLeftFirst, type memory, type params } from './experiment.ts'
import { Lockstep } from './lockstep.ts'

type Words = Bound<typeof memory.fields>
type Mover = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Mover>[1]

/** Who has one account waits for the other. Both wait. */
export const naive: Mover = (words, knobs, context) => {
  const hands = handsOf(words, knobs, context)
  const [mine, theirs] = isLeftFirst(context.worker) ? [0, 1] : [1, 0]
  const first = hands.lockOf(mine)
  const second = hands.lockOf(theirs)
  hands.repeat(() => {
    context.at(1)
    using _first = first.lock()
    awaitTheOtherSide(words, mine, theirs, context)
    hands.pause()
    hands.ask()
    context.at(2)
    using _second = second.lock()
    hands.move()
  })
}

/** Whoever holds the left account may need the right one; nobody who holds the right one needs the left one. */
export const globalOrder: Mover = (words, knobs, context) => {
  const hands = handsOf(words, knobs, context)
  const left = hands.lockOf(0)
  const right = hands.lockOf(1)
  hands.repeat(() => {
    context.at(3)
    using _left = left.lock()
    hands.pause()
    hands.ask()
    context.at(4)
    using _right = right.lock()
    hands.move()
  })
}

/** A wait that ends by itself is no deadlock. What comes after it decides whether anything gets done. */
export const timeout: Mover = (words, knobs, context) => {
  const hands = handsOf(words, knobs, context)
  const [mine, theirs] = isLeftFirst(context.worker) ? [0, 1] : [1, 0]
  const first = hands.lockOf(mine)
  const second = hands.lockOf(theirs)
  const limit = knobs.timeoutMillis
  const step = new Lockstep(words, knobs.lockstep === 'on' ? knobs.workers : 0, context)
  const giveUp = (): false => {
    hands.failed()
    step.failed()
    return false
  }
  const attempt = (): boolean => {
    context.at(5)
    if (!first.acquireFor(limit)) return giveUp()
    try {
      hands.pause()
      hands.ask()
      context.at(6)
      if (!second.acquireFor(limit)) return giveUp()
      hands.move()
      second.release()
    } finally {
      first.release()
    }
    step.succeeded()
    return true
  }
  hands.repeat(() => {
    for (let failures = 1; !attempt(); failures++) hands.backOff(knobs.backoff, failures, limit)
  })
  step.leave()
}

/** Nobody waits with a lock in hand. */
export const tryLock: Mover = (words, knobs, context) => {
  const hands = handsOf(words, knobs, context)
  const [mine, theirs] = isLeftFirst(context.worker) ? [0, 1] : [1, 0]
  const first = hands.lockOf(mine)
  const second = hands.lockOf(theirs)
  const attempt = (): boolean => {
    context.at(7)
    using _first = first.lock()
    hands.pause()
    hands.ask()
    if (!second.tryAcquire()) return false
    hands.move()
    second.release()
    return true
  }
  hands.repeat(() => {
    for (let failures = 1; !attempt(); failures++) {
      hands.failed()
      // The more there are, the longer each stays away: with a crowd at the door somebody always has the other lock.
      hands.backOff('jittered', failures, (knobs.pauseMillis + 1) * Math.ceil(knobs.workers / 2))
    }
  })
}

/** Nobody locks anything: one worker owns the accounts, and does for the others what they ask for. */
export const queueOwner: Mover = (words, knobs, context) => {
  const hands = handsOf(words, knobs, context)
  if (context.worker > 0) {
    const client = new Client(words.owner, context)
    hands.repeat(() => {
      context.at(8)
      client.ask(context.worker)
    })
    client.leave()
    return
  }
  const owner = new Owner(words.owner, knobs.workers - 1, context, sender => {
    hands.pause()
    moveFor(words, sender)
    return 0
  })
  hands.repeat(() => {
    owner.serve()
    hands.pause()
    hands.move()
  })
  context.at(9)
  owner.serveUntilAllLeft()
}

/** The accesses are plain: whoever is here alone is entitled to them. */
function moveFor(words: Words, worker: number): void {
  const [from, to] = isLeftFirst(worker) ? [0, 1] : [1, 0]
  const { items } = words.balances
  items[from] = (items[from] ?? 0) - 1
  items[to] = (items[to] ?? 0) + 1
  words.own.of(worker).moved.cell[0]++
}

/** What all variants have in common. */
function handsOf(words: Words, knobs: Knobs, context: RoleContext) {
  const own = words.own.of(context.worker)
  const book = knobs.recordOrder === 'on' ? new LockBook(words.book, context) : null
  const sleep = new Pause(words.pause, context)
  const chance = new Prng(context.seed)
  own.startedNanos.value = context.nowNanos()
  return {
    lockOf: (account: number): BookedLock => new BookedLock(words.account.of(account), context, account, book),
    repeat: (transfer: () => void): void => {
      context.repeat(knobs.transfers, () => (own.victims.cell[0] += againAsVictim(transfer, sleep)), 1)
    },
    pause: (): void => {
      sleep.forMicros(knobs.pauseMillis * 1000)
    },
    /** To be called just before the second lock is asked for. */
    ask: (): void => {
      own.askedNanos.value = context.nowNanos()
    },
    move: (): void => {
      moveFor(words, context.worker)
    },
    failed: (): void => {
      own.retries.cell[0]++
    },
    backOff: (how: Knobs['backoff'], failures: number, millis: number): void => {
      if (how === 'none') return
      const most = how === 'fixed' ? millis : millis * Math.min(failures, MOST_TIMES)
      sleep.forMicros(how === 'fixed' ? most * 1000 : chance.nextBelow(most * 1000))
    },
  }
}

/** Beyond that a longer random wait only wastes time. */
const MOST_TIMES = 8

/** Each side has an account before either asks for the second: without this the first might be done too soon. */
function awaitTheOtherSide({ reached }: Words, mine: number, theirs: number, context: RoleContext): void {
  Atomics.store(reached.of(mine).cell, 0, 1)
  awaitAtLeast(reached.of(theirs).cell, 1, context)
}
