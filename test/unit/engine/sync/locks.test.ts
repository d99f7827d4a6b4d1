import { beforeEach, describe, expect, it } from 'vitest'
import { FREE, heldBy, POISON_BIT, WAITERS_BIT } from '../../../../src/base/lock-word.ts'
import { FairMutex, fairMutexLayout } from '../../../../src/engine/sync/fair-mutex.ts'
import { Mutex, mutexLayout } from '../../../../src/engine/sync/mutex.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { FORMS } from '../../../helpers/sync-memory.ts'
import { twoWorkers } from './two-workers.ts'

/** The two mutexes differ in who comes next, and in nothing that a single thread can see. */
const KINDS = [
  {
    kind: 'mutex',
    open: (form: (typeof FORMS)[number]) => {
      const { words, ...rest } = twoWorkers(form, mutexLayout)
      return { ...rest, word: words.word, mine: new Mutex(words, rest.me), others: new Mutex(words, rest.other) }
    },
  },
  {
    kind: 'fair mutex',
    open: (form: (typeof FORMS)[number]) => {
      const { words, ...rest } = twoWorkers(form, fairMutexLayout)
      return {
        ...rest,
        word: words.word,
        mine: new FairMutex(words, rest.me),
        others: new FairMutex(words, rest.other),
      }
    },
  },
] as const

const cases = FORMS.flatMap(form => KINDS.map(({ kind, open }) => ({ form, kind, open })))

describe.each(cases)('a $kind, as $form,', ({ form, kind, open }) => {
  let { mine, others, word, waiting, image } = open(form)
  beforeEach(() => {
    ;({ mine, others, word, waiting, image } = open(form))
  })

  it('is free, held by me without waiters, free', () => {
    expect(word.load()).toBe(FREE)
    mine.acquire()
    expect(word.load()).toBe(heldBy(0))
    mine.release()
    expect(word.load()).toBe(FREE)
    expect(others.tryAcquire()).toBe(true)
    expect(word.load()).toBe(heldBy(1))
  })

  it('says nothing of waiting on the fast path', () => {
    const before = image()
    mine.acquire()
    mine.release()
    expect(image()).toEqual(before)
  })

  it('refuses to be acquired at once by anybody while it is held, and stays as it is', () => {
    mine.acquire()
    expect(others.tryAcquire()).toBe(false)
    expect(mine.tryAcquire()).toBe(false)
    expect(word.load()).toBe(heldBy(0))
  })

  it.each([0, -1, 0.01])('gives up after a limit of %d ms, leaving its bit to the holder', millis => {
    mine.acquire()
    expect(others.acquireFor(millis)).toBe(false)
    expect(word.load()).toBe(heldBy(0) | WAITERS_BIT)
    const record = waiting.records.of(1)
    expect([record.waitingFor.load(), record.waitEpoch.load(), record.park.load()]).toEqual([0, 2, 0])
    mine.release()
    expect(word.load()).toBe(FREE)
    expect(others.acquireFor(millis)).toBe(true)
    expect(word.load()).toBe(heldBy(1))
  })

  it('gives up when the trial is stopped, and what is left is released by nobody', () => {
    mine.acquire()
    waiting.stop.store(1)
    expect(labErrorOf(() => others.acquire()).code).toBe('STOPPED')
    expect(word.load()).toBe(heldBy(0) | WAITERS_BIT)
    others.release()
    expect(word.load()).toBe(heldBy(0) | WAITERS_BIT)
    mine.release()
    expect(word.load()).toBe(FREE)
  })

  it('is taken, when it is free, even though the trial is stopped', () => {
    waiting.stop.store(1)
    mine.acquire()
    expect(word.load()).toBe(heldBy(0))
  })

  it('comes from abandoned to its robust acquirer, who is told, and back to normal once vouched for', () => {
    word.store(POISON_BIT)
    expect(mine.acquireRobust()).toBe(true)
    expect(word.load()).toBe(POISON_BIT | heldBy(0) | WAITERS_BIT)
    mine.markConsistent()
    expect(word.load()).toBe(heldBy(0) | WAITERS_BIT)
    mine.release()
    expect(word.load()).toBe(FREE)
    expect(mine.acquireRobust()).toBe(false)
  })

  it('stays abandoned when its robust acquirer does not vouch for it', () => {
    word.store(POISON_BIT)
    mine.acquireRobust()
    mine.release()
    expect(word.load()).toBe(POISON_BIT)
    expect(others.acquireRobust()).toBe(true)
  })

  it('is acquired by a token, which releases once, at the end of its block or before', () => {
    {
      using token = mine.lock()
      expect(word.load()).toBe(heldBy(0))
      expect(token).toBeDefined()
    }
    expect(word.load()).toBe(FREE)
    const token = mine.lock()
    token.unlock()
    others.acquire()
    token.unlock()
    token[Symbol.dispose]()
    expect(word.load()).toBe(heldBy(1))
  })

  it('is held for the length of a body, and given back when the body throws', () => {
    expect(mine.hold(() => word.load())).toBe(heldBy(0))
    expect(word.load()).toBe(FREE)
    const failure = new RangeError('from the body')
    expect(() =>
      mine.hold(() => {
        throw failure
      }),
    ).toThrow(failure)
    expect(word.load()).toBe(FREE)
  })

  it('does not run the body, nor release, when it cannot be acquired', () => {
    mine.acquire()
    let ran = false
    expect(labErrorOf(() => mine.hold(() => (ran = true))).code).toBe('RELOCK')
    expect(ran).toBe(false)
    expect(word.load()).toBe(heldBy(0))
  })

  if (kind === 'mutex') {
    it('wakes exactly one sleeper on release, and nobody when none had set the bit', async () => {
      const asleep = (value: number) => {
        const waiting = Atomics.waitAsync(word.cell, 0, value, 20_000)
        if (!waiting.async) throw new Error(`the word was not ${value}`)
        return waiting.value
      }
      mine.acquire()
      const unmarked = asleep(heldBy(0))
      mine.release()
      expect(Atomics.notify(word.cell, 0)).toBe(1)
      expect(await unmarked).toBe('ok')

      mine.acquire()
      word.store(heldBy(0) | WAITERS_BIT)
      const sleepers = [0, 1, 2].map(() => asleep(heldBy(0) | WAITERS_BIT))
      mine.release()
      expect(Atomics.notify(word.cell, 0)).toBe(2)
      expect(await Promise.all(sleepers)).toEqual(['ok', 'ok', 'ok'])
    })
  }
})
