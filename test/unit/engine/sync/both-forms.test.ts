import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOLDER_BITS } from '../../../../src/base/lock-word.ts'
import { isLabError } from '../../../../src/base/errors.ts'
import { layout } from '../../../../src/engine/memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../../../src/engine/sync/barrier.ts'
import { Channel, channelLayout, initializeChannel } from '../../../../src/engine/sync/channel.ts'
import { Condition, conditionLayout } from '../../../../src/engine/sync/condition.ts'
import { Event, eventLayout, initializeEvent } from '../../../../src/engine/sync/event.ts'
import { FairMutex, fairMutexLayout } from '../../../../src/engine/sync/fair-mutex.ts'
import { Mutex, mutexLayout } from '../../../../src/engine/sync/mutex.ts'
import { initializeRing, Ring, ringLayout } from '../../../../src/engine/sync/ring.ts'
import { initializeRwLock, RwLock, rwLockLayout } from '../../../../src/engine/sync/rw-lock.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../../src/engine/sync/semaphore.ts'
import type { Waiter } from '../../../../src/engine/sync/waiter.ts'
import type { PrimitivesForm } from '../../../../src/contract/words.ts'
import { locksOf, recover } from '../../../../src/engine/sync/recovery.ts'
import { AtomicsDoor } from '../../../../src/engine/sync/atomics-door.ts'
import { openDoor } from '../../../../src/engine/sync/native/door.ts'
import { WORDS_OFFSET } from '../../../helpers/sync-memory.ts'
import { twoWorkers } from './two-workers.ts'

const all = layout('test', {
  mutex: mutexLayout,
  fairMutex: fairMutexLayout,
  writersFirst: rwLockLayout,
  readersFirst: rwLockLayout,
  fairLock: rwLockLayout,
  semaphore: semaphoreLayout,
  manual: eventLayout,
  auto: eventLayout,
  condition: conditionLayout,
  barrier: barrierLayout,
  channel: channelLayout,
  ring: ringLayout,
})

function open(form: PrimitivesForm) {
  const opened = twoWorkers(form, all)
  const { words } = opened
  initializeRwLock(words.writersFirst, 'writers')
  initializeRwLock(words.readersFirst, 'readers')
  initializeRwLock(words.fairLock, 'fair')
  initializeSemaphore(words.semaphore, 2)
  initializeEvent(words.manual, 'manual-reset')
  initializeEvent(words.auto, 'auto-reset')
  initializeBarrier(words.barrier, 2)
  initializeChannel(words.channel, 2)
  initializeRing(words.ring, 2)
  const door = new AtomicsDoor(words.mutex.word.cell.buffer, () => performance.now())
  const die = (worker: number) => () => recover(worker, locksOf(all, WORDS_OFFSET))
  const operations = [...operationsOf(words, opened.me, die(0)), ...operationsOf(words, opened.other, die(1))]
  const run = (step: number) => {
    openDoor(door)
    return outcomeOf(operations[step] ?? (() => null))
  }
  return { ...opened, count: operations.length, run }
}

/** Everything that a worker can do without being able to block for ever. */
function operationsOf(words: ReturnType<typeof all.bind>, waiter: Waiter, die: () => unknown): readonly Operation[] {
  const mutex = new Mutex(words.mutex, waiter)
  const semaphore = new Semaphore(words.semaphore, waiter)
  const condition = new Condition(words.condition, mutex, waiter)
  const barrier = new Barrier(words.barrier, waiter)
  const channel = new Channel(words.channel, waiter)
  const ring = new Ring(words.ring, waiter)
  const rwLocks = [words.writersFirst, words.readersFirst, words.fairLock].map(memory => new RwLock(memory, waiter))
  const events = [words.manual, words.auto].map(memory => new Event(memory, waiter))
  return [
    die,
    ...[mutex, new FairMutex(words.fairMutex, waiter)].flatMap((lock): Operation[] => [
      () => lock.tryAcquire(),
      () => lock.acquireFor(0),
      () => lock.release(),
      () => lock.release(),
      () => lock.markConsistent(),
      () => {
        if ((lock.word.load() & HOLDER_BITS) !== 0) return null
        const told = lock.acquireRobust()
        lock.release()
        return told
      },
    ]),
    ...rwLocks.flatMap((lock): Operation[] => [
      () => lock.tryAcquireRead(),
      () => lock.acquireReadFor(0),
      () => lock.releaseRead(),
      () => lock.tryAcquireWrite(),
      () => lock.acquireWriteFor(0),
      () => lock.releaseWrite(),
      () => lock.markConsistent(),
    ]),
    () => semaphore.tryAcquire(),
    () => semaphore.acquireFor(0),
    () => semaphore.release(),
    ...events.flatMap((event): Operation[] => [() => event.set(), () => event.reset(), () => event.waitFor(0)]),
    () => condition.waitFor(0),
    () => condition.notifyOne(),
    () => barrier.waitFor(0),
    () => channel.trySend(waiter.worker + 5),
    () => channel.sendFor(waiter.worker + 7, 0),
    () => channel.tryReceive(),
    () => channel.receiveFor(0),
    () => channel.close(),
    () => ring.tryPush(waiter.worker + 9),
    () => ring.tryPop(),
  ]
}

type Operation = () => unknown

/** What came of it: a result, or a code and its message. */
function outcomeOf(operation: Operation): unknown {
  try {
    return operation()
  } catch (thrown) {
    if (isLabError(thrown)) return `${thrown.code}: ${thrown.message}`
    throw thrown
  }
}

describe('the two forms', () => {
  it('do the same: results, errors, and every word after every step', () => {
    const count = open('javascript').count
    fc.assert(
      fc.property(fc.array(fc.nat({ max: count - 1 }), { minLength: 1, maxLength: 60 }), steps => {
        const compiled = open('webassembly')
        const typescript = open('javascript')
        for (const step of steps) {
          expect(compiled.run(step)).toEqual(typescript.run(step))
          expect(compiled.image()).toEqual(typescript.image())
        }
      }),
      { numRuns: 150, seed: 4 },
    )
  })
})
