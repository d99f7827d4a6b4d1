import { beforeEach, describe, expect, it } from 'vitest'
import { FREE, heldBy, WAITERS_BIT } from '../../../../src/base/lock-word.ts'
import { Mutex, mutexLayout, type MutexMemory } from '../../../../src/engine/sync/mutex.ts'
import { FakeWaiter } from '../../../helpers/fake-waiter.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'

/** Not 0, which means "no word". */
const ADDRESS = 128

let memory: MutexMemory
let me: FakeWaiter
let other: FakeWaiter
let mine: Mutex
let others: Mutex

beforeEach(() => {
  memory = mutexLayout.bind(new SharedArrayBuffer(ADDRESS + mutexLayout.byteLength), ADDRESS)
  me = new FakeWaiter(0)
  other = new FakeWaiter(1)
  mine = new Mutex(memory, me)
  others = new Mutex(memory, other)
})

const word = () => memory.word.load()

describe("a mutex's word", () => {
  it('goes from free to held by me without waiters, and back', () => {
    expect(word()).toBe(FREE)
    mine.acquire()
    expect(word()).toBe(heldBy(0))
    mine.release()
    expect(word()).toBe(FREE)
    others.acquire()
    expect(word()).toBe(heldBy(1))
  })

  it('carries the waiters bit, set by a waiter before it sleeps', () => {
    mine.acquire()
    other.atCheck = () => {
      expect(word()).toBe(heldBy(0) | WAITERS_BIT)
      if (word() === (heldBy(0) | WAITERS_BIT)) mine.release()
      other.atCheck = () => undefined
    }
    others.acquire()
    expect.assertions(1)
  })

  it('goes from free to held with waiters for one who has waited: it cannot know who else sleeps', () => {
    mine.acquire()
    other.whileWaiting = () => mine.release()
    others.acquire()
    expect(word()).toBe(heldBy(1) | WAITERS_BIT)
    others.release()
    expect(word()).toBe(FREE)
  })

  it('keeps the waiters bit of another waiter', () => {
    mine.acquire()
    memory.word.store(heldBy(0) | WAITERS_BIT)
    other.atCheck = () => {
      if (word() === (heldBy(0) | WAITERS_BIT)) mine.release()
    }
    others.acquire()
    expect(word()).toBe(heldBy(1) | WAITERS_BIT)
  })
})

describe('tryAcquire', () => {
  it('acquires a free mutex', () => {
    expect(mine.tryAcquire()).toBe(true)
    expect(word()).toBe(heldBy(0))
  })

  it('leaves a held mutex as it is, held by another or by oneself, and says nothing of waiting', () => {
    others.acquire()
    expect(mine.tryAcquire()).toBe(false)
    expect(others.tryAcquire()).toBe(false)
    expect(word()).toBe(heldBy(1))
    expect(me.calls).toEqual([])
  })
})

describe('acquire', () => {
  it('says nothing of waiting on the fast path', () => {
    mine.acquire()
    expect(me.calls).toEqual([])
  })

  it('names the word it waits for, once, and ends the wait once it holds the mutex', () => {
    mine.acquire()
    let heldAtEnd = -1
    other.whileWaiting = () => mine.release()
    other.endWait = () => (heldAtEnd = word())
    others.acquire()
    expect(other.calls).toEqual([`begin ${ADDRESS}`])
    expect(heldAtEnd).toBe(heldBy(1) | WAITERS_BIT)
  })

  it('checks for a stop before it sleeps and after it wakes', () => {
    mine.acquire()
    other.atCheck = () => {
      if (word() !== FREE) mine.release()
    }
    others.acquire()
    expect(other.calls).toEqual([`begin ${ADDRESS}`, 'check', 'check', 'end'])
  })

  it('throws RELOCK for its holder, without waiting and without changing the word', () => {
    mine.acquire()
    expect(labErrorOf(() => mine.acquire()).code).toBe('RELOCK')
    expect(word()).toBe(heldBy(0))
    memory.word.store(heldBy(0) | WAITERS_BIT)
    expect(labErrorOf(() => mine.acquire()).code).toBe('RELOCK')
    expect(word()).toBe(heldBy(0) | WAITERS_BIT)
    expect(me.calls).toEqual([])
  })

  it('leaves the mutex to its holder when it is stopped while waiting, and ends its wait', () => {
    mine.acquire()
    other.stopped = true
    expect(labErrorOf(() => others.acquire()).code).toBe('STOPPED')
    expect(word()).toBe(heldBy(0) | WAITERS_BIT)
    expect(other.calls).toEqual([`begin ${ADDRESS}`, 'check', 'end'])
    expect(labErrorOf(() => others.release()).code).toBe('NOT_HOLDER')
    mine.release()
    expect(word()).toBe(FREE)
  })

  it('takes a mutex that came free rather than ending in a stop', () => {
    mine.acquire()
    other.stopped = true
    other.whileWaiting = () => mine.release()
    others.acquire()
    expect(word()).toBe(heldBy(1) | WAITERS_BIT)
  })
})

describe('release', () => {
  it.each([
    ['a free mutex', FREE, 'nobody holds it'],
    ['a mutex of another', heldBy(5), 'worker 5 holds it'],
    ['a mutex of another with waiters', heldBy(5) | WAITERS_BIT, 'worker 5 holds it'],
  ])('throws NOT_HOLDER for %s and leaves the word unchanged', (_what, before, state) => {
    memory.word.store(before)
    const error = labErrorOf(() => mine.release())
    expect(error.code).toBe('NOT_HOLDER')
    expect(error.message).toContain(state)
    expect(word()).toBe(before)
  })

  it('wakes exactly one waiter, and nobody when nobody waits', async () => {
    const asleep = (value: number) => {
      const waiting = Atomics.waitAsync(memory.word.cell, 0, value, 20_000)
      if (!waiting.async) throw new Error(`the word was not ${value}`)
      return waiting.value
    }
    mine.acquire()
    const unmarked = asleep(heldBy(0))
    mine.release()
    // Nobody had set the bit, so this sleeper was not told: it is still there to be woken by the test.
    expect(Atomics.notify(memory.word.cell, 0)).toBe(1)
    expect(await unmarked).toBe('ok')

    mine.acquire()
    memory.word.store(heldBy(0) | WAITERS_BIT)
    const sleepers = [0, 1, 2].map(() => asleep(heldBy(0) | WAITERS_BIT))
    mine.release()
    expect(Atomics.notify(memory.word.cell, 0)).toBe(2)
    expect(await Promise.all(sleepers)).toEqual(['ok', 'ok', 'ok'])
  })
})

describe('hold', () => {
  it('runs the body while it holds the mutex and gives its result', () => {
    expect(mine.hold(() => word())).toBe(heldBy(0))
    expect(word()).toBe(FREE)
  })

  it('releases when the body throws, and passes the error on', () => {
    const failure = new RangeError('from the body')
    expect(() =>
      mine.hold(() => {
        throw failure
      }),
    ).toThrow(failure)
    expect(word()).toBe(FREE)
  })

  it('does not run the body, nor release, when it cannot acquire', () => {
    mine.acquire()
    let ran = false
    expect(labErrorOf(() => mine.hold(() => (ran = true))).code).toBe('RELOCK')
    expect(ran).toBe(false)
    expect(word()).toBe(heldBy(0))
  })
})
