import { describe, expect, it } from 'vitest'
import { BookedLock } from '../../../../../src/engine/experiments/kit/booked-lock.ts'
import { LockBook, lockBookLayout, lockOrdersIn } from '../../../../../src/engine/experiments/kit/lock-book.ts'
import { layout, perWorker } from '../../../../../src/engine/memory/layout.ts'
import { mutexLayout } from '../../../../../src/engine/sync/mutex.ts'
import { labErrorOf } from '../../../../helpers/lab-error-of.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

/** Below lie the words of those who wait, which the primitives know by their addresses. */
const OFFSET = 16_384
const words = layout('booked', { lock: perWorker(mutexLayout), book: lockBookLayout })

function bookOf(...workers: readonly number[]) {
  const memory = words.bind(new SharedArrayBuffer(OFFSET + words.byteLength), OFFSET)
  const hands = workers.map(worker => {
    const context = new FakeRoleContext(worker, memory.lock.of(0).word.cell.buffer)
    const book = new LockBook(memory.book, context)
    return [0, 1, 2, 31].map(lock => new BookedLock(memory.lock.of(lock), context, lock, book))
  })
  return { memory, hands, orders: () => lockOrdersIn(memory.book, 2, lock => `lock[${String(lock)}]`) }
}

describe('the lock book', () => {
  it('says what was held when a lock was acquired, worker by worker', () => {
    const { hands, orders } = bookOf(0, 1)
    const takes = (worker: number, first: number, second: number): void => {
      const locks = hands[worker]
      for (const lock of [first, second]) locks?.[lock]?.acquire()
      for (const lock of [second, first]) locks?.[lock]?.release()
    }
    takes(0, 0, 1)
    takes(1, 1, 3)
    expect(orders()).toEqual([
      { worker: 0, held: ['lock[0]'], acquired: 'lock[1]' },
      { worker: 1, held: ['lock[1]'], acquired: 'lock[31]' },
    ])
  })

  it('keeps every set of locks that was held, each once, and forgets what was released', () => {
    const { hands, orders } = bookOf(0)
    const [a, b, c] = hands[0] ?? []
    for (let times = 0; times < 3; times++) {
      a?.acquire()
      c?.acquire()
      c?.release()
      b?.acquire()
      a?.release()
      c?.acquire()
      c?.release()
      b?.release()
    }
    expect(orders()).toEqual([
      { worker: 0, held: ['lock[0]'], acquired: 'lock[1]' },
      { worker: 0, held: ['lock[0]'], acquired: 'lock[2]' },
      { worker: 0, held: ['lock[1]'], acquired: 'lock[2]' },
    ])
  })

  it('books tried and timed acquires only where they succeed', () => {
    const { hands, orders } = bookOf(0, 1)
    const [mine, theirs] = hands
    theirs?.[1]?.acquire()
    mine?.[0]?.acquire()
    expect(mine?.[1]?.tryAcquire()).toBe(false)
    expect(mine?.[2]?.tryAcquire()).toBe(true)
    expect(mine?.[3]?.acquireFor(1)).toBe(true)
    expect(orders().map(({ acquired }) => acquired)).toEqual(['lock[2]', 'lock[31]'])
  })

  it('would rather fail than leave something out', () => {
    const { memory } = bookOf()
    const book = new LockBook(memory.book, new FakeRoleContext(0))
    for (let held = 1; held <= 4; held++) {
      book.acquired(held)
      book.acquired(0)
      book.released(0)
      book.released(held)
    }
    book.acquired(5)
    expect(labErrorOf(() => book.acquired(0)).code).toBe('INTERNAL')
  })
})
