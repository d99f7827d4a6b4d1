import { LabError } from '../../../src/base/errors.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../../src/engine/sync/barrier.ts'
import { Channel, channelLayout, initializeChannel } from '../../../src/engine/sync/channel.ts'
import { Condition, conditionLayout } from '../../../src/engine/sync/condition.ts'
import { Event, eventLayout } from '../../../src/engine/sync/event.ts'
import { Mutex } from '../../../src/engine/sync/mutex.ts'
import { initializeRing, Ring, ringLayout } from '../../../src/engine/sync/ring.ts'
import { RwLock } from '../../../src/engine/sync/rw-lock.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../src/engine/sync/semaphore.ts'
import type { Waiter } from '../../../src/engine/sync/waiter.ts'
import type { Bound } from '../../../src/engine/memory/layout.ts'
import { defineContest, unless } from '../contest.ts'
import { initializeLock, LOCKS, lockOf, locksLayout, preferenceOf } from '../locks.ts'
import { advance, reach } from '../meet.ts'

const stoppedLayout = layout('stopped', {
  locks: locksLayout,
  semaphore: semaphoreLayout,
  event: eventLayout,
  condition: conditionLayout,
  channel: channelLayout,
  ring: ringLayout,
  barrier: barrierLayout,
  ready: i32({
    writers: 'worker 0',
    access: 'atomic',
    ownLine: true,
    doc: '1 = from now on there is nothing to be had',
  }),
  stopped: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'waits that ended in STOPPED' }),
})

type Words = Bound<typeof stoppedLayout.fields>

export const STOPPABLE = [
  ...LOCKS,
  ...LOCKS.map(kind => `${kind}, with a limit`),
  ...['read', 'write after a reader', 'semaphore', 'event', 'condition', 'barrier'],
  ...['channel, empty', 'channel, full', 'ring, empty', 'ring, full'],
]

/** What worker 0 holds, and what all others wait for until the trial is stopped: all of them are told. */
export const stopped = defineContest({
  layout: stoppedLayout,
  prepare({ locks, semaphore, channel, ring, barrier }, { kind, workers }) {
    initializeLock(locks, kind.replace(', with a limit', ''))
    initializeSemaphore(semaphore, 1)
    initializeChannel(channel, 1)
    initializeRing(ring, 1)
    initializeBarrier(barrier, workers + 1)
  },
  compete(words, { worker, options, waiter, waiting, fault }) {
    const { take, wait, leave } = waitOf(words, options.kind, waiter)
    if (worker === 0) {
      take()
      advance(words.ready)
      // Before that the others could still get what they wait for, stopped or not.
      reach(words.stopped, options.workers - 1)
      leave()
      return
    }
    reach(words.ready, 1)
    try {
      wait()
      fault('did not have to wait')
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown
      // Who broke the barrier was stopped; whom that woke hears that it is broken.
      const told = thrown.code === 'STOPPED' || (options.kind === 'barrier' && thrown.code === 'BARRIER_BROKEN')
      if (!told) fault(`was told ${thrown.code}`)
      else advance(words.stopped)
    }
    if (waiting.records.of(worker).waitEpoch.load() % 2 !== 0) fault('its wait did not end')
  },
  faults: ({ stopped: told }, { workers }) => [
    unless(told.load() === workers - 1, `${told.load()} of ${workers - 1} waiters were stopped`),
  ],
})

interface Wait {
  readonly take: () => void
  readonly wait: () => void
  readonly leave: () => void
}

const LIMIT_MILLIS = 60_000
const nothing = () => undefined

function waitOf(words: Words, kind: string, waiter: Waiter): Wait {
  const lockKind = kind.replace(', with a limit', '')
  if (lockKind === 'mutex' || lockKind === 'fair mutex' || preferenceOf(lockKind) !== null) {
    const lock = lockOf(words.locks, lockKind, waiter)
    return {
      take: () => {
        lock.acquire()
      },
      wait: () => {
        if (kind === lockKind) lock.acquire()
        else lock.acquireFor(LIMIT_MILLIS)
      },
      leave: () => {
        lock.release()
      },
    }
  }
  const mutex = new Mutex(words.locks.mutex, waiter)
  const rwLock = new RwLock(words.locks.rwLock, waiter)
  switch (kind) {
    case 'read':
      return { take: () => rwLock.acquireWrite(), wait: () => rwLock.acquireRead(), leave: () => rwLock.releaseWrite() }
    case 'write after a reader':
      return { take: () => rwLock.acquireRead(), wait: () => rwLock.acquireWrite(), leave: () => rwLock.releaseRead() }
    case 'semaphore': {
      const semaphore = new Semaphore(words.semaphore, waiter)
      return { take: () => semaphore.acquire(), wait: () => semaphore.acquire(), leave: () => semaphore.release() }
    }
    case 'condition': {
      const condition = new Condition(words.condition, mutex, waiter)
      // A stop wakes as a notification does; whoever then waits again is told.
      return { take: nothing, wait: () => mutex.hold(() => condition.waitUntil(() => false)), leave: nothing }
    }
    case 'channel, empty': {
      const channel = new Channel(words.channel, waiter)
      return { take: nothing, wait: () => channel.receive(), leave: nothing }
    }
    case 'channel, full': {
      const channel = new Channel(words.channel, waiter)
      return { take: () => channel.send(1), wait: () => channel.send(2), leave: nothing }
    }
    case 'ring, empty': {
      const ring = new Ring(words.ring, waiter)
      return { take: nothing, wait: () => ring.pop(), leave: nothing }
    }
    case 'ring, full': {
      const ring = new Ring(words.ring, waiter)
      return { take: () => ring.push(1), wait: () => ring.push(2), leave: nothing }
    }
    case 'barrier': {
      const barrier = new Barrier(words.barrier, waiter)
      return { take: nothing, wait: () => barrier.wait(), leave: nothing }
    }
    default: {
      const event = new Event(words.event, waiter)
      return { take: nothing, wait: () => event.wait(), leave: nothing }
    }
  }
}
