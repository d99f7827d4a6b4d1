import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { Condition, conditionLayout } from '../../../src/engine/sync/condition.ts'
import { Channel, channelLayout, initializeChannel } from '../../../src/engine/sync/channel.ts'
import { Event, eventLayout, initializeEvent } from '../../../src/engine/sync/event.ts'
import { Mutex } from '../../../src/engine/sync/mutex.ts'
import { RwLock } from '../../../src/engine/sync/rw-lock.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../src/engine/sync/semaphore.ts'
import type { Bound } from '../../../src/engine/memory/layout.ts'
import type { Waiter } from '../../../src/engine/sync/waiter.ts'
import { defineContest, unless } from '../contest.ts'
import { initializeLock, isHeldBy, LOCKS, lockOf, locksLayout, preferenceOf } from '../locks.ts'
import { meet } from '../meet.ts'

const timedLayout = layout('time-outs', {
  locks: locksLayout,
  semaphore: semaphoreLayout,
  event: eventLayout,
  condition: conditionLayout,
  channel: channelLayout,
  met: i32({ writers: 'both', access: 'atomic', ownLine: true, doc: 'arrivals of both, four in a round' }),
  granted: i32({ writers: 'the receiver', access: 'racy', ownLine: true, doc: 'races that ended in a grant' }),
})

type Words = Bound<typeof timedLayout.fields>

/** One thing that can be had or not: who gives it, and who asks for it with a time limit. */
interface Grant {
  /** By the giver, before the race: makes it not to be had. */
  withhold(): void
  give(): void
  takeFor(millis: number): boolean
  /** By the taker, that got it: so that the next round is as this one. */
  giveBack(): void
  /** By the taker, once both are done: whether it is the taker's, as the words say. */
  isMine(): boolean
  /** By the giver, once both are done and nobody has taken it: as if it had been. */
  clear(): void
}

export const TIMED = [...LOCKS, 'read', 'semaphore', 'event', 'condition', 'channel']

/**
 * Worker 0 gives something at about the moment when the time limit of worker 1 expires. Each race has one outcome: it is
 * had, by the result and by the words, or it is not, by both; and never is a limit said to be over too early.
 */
export const timeOuts = defineContest({
  layout: timedLayout,
  prepare({ locks, semaphore, event, channel }, { kind }) {
    initializeLock(locks, kind === 'read' ? 'rw-lock, writers first' : kind)
    initializeSemaphore(semaphore, 1)
    initializeEvent(event, 'auto-reset')
    initializeChannel(channel, 1)
  },
  compete(words, { worker, options, waiter, prng, fault, figure, nowMillis }) {
    const grant = grantOf(words, options.kind, waiter)
    let phase = 0
    let granted = 0
    let earliestMillis = Infinity
    const both = () => {
      phase += 1
      meet(words.met, 2, phase)
    }
    for (let round = 0; round < options.rounds; round++) {
      if (worker === 0) grant.withhold()
      both()
      const since = nowMillis()
      // Half of the limits are over before anything can be given, the others at about that time.
      const limit = round % 2 === 0 ? prng.nextBelow(20) / 1000 : prng.nextBelow(200) / 1000
      if (worker === 0) {
        const until = since + prng.nextBelow(200) / 1000
        while (nowMillis() < until) Atomics.pause()
        grant.give()
        both()
        both()
        grant.clear()
        continue
      }
      const got = grant.takeFor(limit)
      const took = nowMillis() - since
      if (!got) earliestMillis = Math.min(earliestMillis, took - limit)
      if (!got && took < limit) fault(`gave up after ${took} ms of ${limit}`)
      both()
      if (grant.isMine() !== got) fault(`round ${round}: the result says ${got}, the words ${!got}`)
      if (got) {
        granted += 1
        grant.giveBack()
      }
      both()
    }
    if (worker === 0) return
    words.granted.store(granted)
    figure('granted', granted)
    figure('earliestMillis', earliestMillis)
  },
  faults: ({ granted }, { rounds }) => [
    unless(granted.load() > 0 && granted.load() < rounds, `${granted.load()} of ${rounds} granted: no race was close`),
  ],
})

const nothing = () => undefined

function grantOf(words: Words, kind: string, waiter: Waiter): Grant {
  if (kind === 'read') return readGrant(words, waiter)
  if (kind === 'mutex' || kind === 'fair mutex' || preferenceOf(kind) !== null) return lockGrant(words, kind, waiter)
  if (kind === 'semaphore') {
    const semaphore = new Semaphore(words.semaphore, waiter)
    return {
      withhold: () => {
        semaphore.acquire()
      },
      give: () => {
        semaphore.release()
      },
      takeFor: millis => semaphore.acquireFor(millis),
      giveBack: () => {
        semaphore.release()
      },
      isMine: () => words.semaphore.permits.load() === 0,
      clear: nothing,
    }
  }
  if (kind === 'event') {
    const event = new Event(words.event, waiter)
    return {
      withhold: nothing,
      give: () => {
        event.set()
      },
      takeFor: millis => event.waitFor(millis),
      giveBack: nothing,
      isMine: () => !event.isSet(),
      clear: () => {
        event.reset()
      },
    }
  }
  return kind === 'condition' ? conditionGrant(words, waiter) : channelGrant(words, waiter)
}

function lockGrant({ locks }: Words, kind: string, waiter: Waiter): Grant {
  const lock = lockOf(locks, kind, waiter)
  return {
    withhold: () => {
      lock.acquire()
    },
    give: () => {
      lock.release()
    },
    takeFor: millis => lock.acquireFor(millis),
    giveBack: () => {
      lock.release()
    },
    isMine: () => isHeldBy(lock.word, waiter.worker),
    clear: nothing,
  }
}

/** A reader that waits for a writer to leave. */
function readGrant({ locks }: Words, waiter: Waiter): Grant {
  const lock = new RwLock(locks.rwLock, waiter)
  return {
    withhold: () => {
      lock.acquireWrite()
    },
    give: () => {
      lock.releaseWrite()
    },
    takeFor: millis => lock.acquireReadFor(millis),
    giveBack: () => {
      lock.releaseRead()
    },
    isMine: () => locks.rwLock.reading.of(waiter.worker).load() !== 0,
    clear: nothing,
  }
}

/** Whether it was notified or not, the mutex is the waiter's again. */
function conditionGrant({ locks, condition: memory }: Words, waiter: Waiter): Grant {
  const mutex = new Mutex(locks.mutex, waiter)
  const condition = new Condition(memory, mutex, waiter)
  let got = false
  return {
    withhold: nothing,
    give: () => {
      condition.notifyOne()
    },
    takeFor: millis => {
      mutex.acquire()
      got = condition.waitFor(millis)
      if (!isHeldBy(locks.mutex.word, waiter.worker)) throw new Error('came back without the mutex')
      mutex.release()
      return got
    },
    giveBack: nothing,
    isMine: () => got && memory.waiters.load() === 0,
    clear: nothing,
  }
}

function channelGrant({ channel: memory }: Words, waiter: Waiter): Grant {
  const channel = new Channel(memory, waiter)
  return {
    withhold: nothing,
    give: () => {
      channel.send(1)
    },
    takeFor: millis => channel.receiveFor(millis) !== 'nothing-yet',
    giveBack: nothing,
    isMine: () => memory.count.load() === 0,
    clear: () => {
      channel.tryReceive()
    },
  }
}
