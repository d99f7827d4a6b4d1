import { describe, expect, it } from 'vitest'
import { FREE, heldBy } from '../../../../src/base/lock-word.ts'
import { layout } from '../../../../src/engine/memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../../../src/engine/sync/barrier.ts'
import { Condition, conditionLayout } from '../../../../src/engine/sync/condition.ts'
import { Event, eventLayout, initializeEvent } from '../../../../src/engine/sync/event.ts'
import { Mutex, mutexLayout } from '../../../../src/engine/sync/mutex.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../../src/engine/sync/semaphore.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { FORMS } from '../../../helpers/sync-memory.ts'
import { twoWorkers } from './two-workers.ts'

describe.each(FORMS)('a semaphore, as %s,', form => {
  const open = (permits: number) => {
    const { words, waiting, me, other } = twoWorkers(form, semaphoreLayout)
    initializeSemaphore(words, permits)
    const state = () => [words.permits.load(), words.waiters.load()]
    return { waiting, state, mine: new Semaphore(words, me), others: new Semaphore(words, other) }
  }

  it('gives out its permits one by one, and takes them back from anybody', () => {
    const { mine, others, state } = open(2)
    mine.acquire()
    expect(state()).toEqual([1, 0])
    expect(others.tryAcquire()).toBe(true)
    expect(mine.tryAcquire()).toBe(false)
    expect(state()).toEqual([0, 0])
    mine.release()
    mine.release()
    expect(state()).toEqual([2, 0])
  })

  it.each([0, 0.01])('counts a waiter while it waits, at most %d ms', millis => {
    const { mine, others, state, waiting } = open(1)
    mine.acquire()
    expect(others.acquireFor(millis)).toBe(false)
    expect(state()).toEqual([0, 0])
    expect(waiting.records.of(1).waitEpoch.load()).toBe(2)
    mine.release()
    expect(others.acquireFor(millis)).toBe(true)
  })

  it('takes no permit for one who is stopped', () => {
    const { mine, others, state, waiting } = open(1)
    mine.acquire()
    waiting.stop.store(1)
    expect(labErrorOf(() => others.acquire()).code).toBe('STOPPED')
    expect(state()).toEqual([0, 0])
  })

  it('returns its permit by a token and after a body that throws', () => {
    const { mine, state } = open(1)
    {
      using token = mine.lock()
      expect([state(), token]).toMatchObject([[0, 0], {}])
    }
    expect(() =>
      mine.hold(() => {
        throw new RangeError('from the body')
      }),
    ).toThrow(RangeError)
    expect(state()).toEqual([1, 0])
  })
})

describe.each(FORMS)('an event, as %s,', form => {
  const open = (kind: 'manual-reset' | 'auto-reset') => {
    const { words, me } = twoWorkers(form, eventLayout)
    initializeEvent(words, kind)
    return { state: words.state, waiters: words.waiters, event: new Event(words, me) }
  }

  it('stays set for everybody until it is reset; each change is a new state', () => {
    const { event, state } = open('manual-reset')
    event.set()
    event.set()
    expect(state.load()).toBe(1)
    event.wait()
    expect(event.waitFor(0)).toBe(true)
    expect(event.isSet()).toBe(true)
    event.reset()
    event.reset()
    expect(state.load()).toBe(2)
    expect(event.isSet()).toBe(false)
    expect(event.waitFor(0.01)).toBe(false)
    event.set()
    expect(state.load()).toBe(3)
  })

  it('with auto reset lets one through for each signal, and remembers one', () => {
    const { event, state, waiters } = open('auto-reset')
    event.set()
    event.set()
    expect(event.waitFor(0)).toBe(true)
    expect(state.load()).toBe(2)
    expect(event.waitFor(0)).toBe(false)
    expect(waiters.load()).toBe(0)
  })

  it.each([0x7ffffffe, -2])('goes on past state %d', before => {
    const { event, state } = open('manual-reset')
    state.store(before)
    event.set()
    expect(event.isSet()).toBe(true)
    event.reset()
    expect(state.load()).toBe((before + 2) | 0)
    expect(event.isSet()).toBe(false)
  })
})

describe.each(FORMS)('a condition, as %s,', form => {
  const open = () => {
    const { words, waiting, me } = twoWorkers(form, layout('test', { gate: mutexLayout, condition: conditionLayout }))
    const mutex = new Mutex(words.gate, me)
    return { words, waiting, mutex, condition: new Condition(words.condition, mutex, me) }
  }

  it('gives the mutex back after a wait that nobody ends, and counts nobody', () => {
    const { words, mutex, condition } = open()
    mutex.acquire()
    expect(condition.waitFor(0.01)).toBe(false)
    expect(words.gate.word.load()).toBe(heldBy(0))
    expect(words.condition.waiters.load()).toBe(0)
    mutex.release()
    expect(words.gate.word.load()).toBe(FREE)
  })

  it('forgets a notification that nobody waits for', () => {
    const { words, condition } = open()
    condition.notifyOne()
    condition.notifyAll()
    expect(words.condition.sequence.load()).toBe(0)
  })

  it('waits for the condition in one epoch, and for nothing else', () => {
    const { waiting, mutex, condition } = open()
    mutex.acquire()
    condition.waitFor(0)
    expect(waiting.records.of(0).waitEpoch.load()).toBe(2)
    expect(waiting.records.of(0).waitingFor.load()).toBe(0)
  })

  it('does not wait at all for a predicate that holds', () => {
    const { waiting, mutex, condition } = open()
    mutex.acquire()
    condition.waitUntil(() => true)
    expect(waiting.records.of(0).waitEpoch.load()).toBe(0)
  })

  it('is left by one who is stopped without the mutex, whose release is then ignored', () => {
    const { words, waiting, mutex, condition } = open()
    waiting.stop.store(1)
    expect(
      labErrorOf(() => {
        mutex.hold(() => condition.wait())
      }).code,
    ).toBe('STOPPED')
    expect(words.gate.word.load()).toBe(FREE)
    expect(words.condition.waiters.load()).toBe(0)
  })
})

describe.each(FORMS)('a barrier, as %s,', form => {
  const open = (parties: number) => {
    const { words, waiting, me } = twoWorkers(form, barrierLayout)
    initializeBarrier(words, parties)
    const state = () => [words.generation.load(), words.arrived.load()]
    return { words, waiting, state, barrier: new Barrier(words, me) }
  }

  it('of one party lets it through at once, as the last, phase after phase', () => {
    const { barrier, state } = open(1)
    expect([barrier.wait(), barrier.waitFor(0), barrier.wait()]).toEqual([true, true, true])
    expect(state()).toEqual([6, 0])
  })

  it('is broken by a party that gives up, for all that come later', () => {
    const { barrier, state } = open(2)
    expect(labErrorOf(() => barrier.waitFor(0.01)).code).toBe('BARRIER_BROKEN')
    expect(state()).toEqual([1, 1])
    expect(labErrorOf(() => barrier.wait()).code).toBe('BARRIER_BROKEN')
    expect(state()).toEqual([1, 1])
  })

  it('is broken by whoever says so, once', () => {
    const { barrier, state } = open(2)
    barrier.break()
    barrier.break()
    expect(state()).toEqual([1, 0])
  })

  it('is broken by a stop', () => {
    const { barrier, state, waiting } = open(2)
    waiting.stop.store(1)
    expect(labErrorOf(() => barrier.wait()).code).toBe('STOPPED')
    expect(state()).toEqual([1, 1])
  })

  it.each([0x7ffffffe, -2])('goes on past generation %d', before => {
    const { words, barrier, state } = open(1)
    words.generation.store(before)
    expect(barrier.wait()).toBe(true)
    expect(state()).toEqual([(before + 2) | 0, 0])
  })
})
