import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FREE, hasWaiters, heldBy, holderOf, WAITERS_BIT } from '../../../src/base/lock-word.ts'

const workers = fc.nat({ max: 2 ** 29 })

describe('the lock word', () => {
  it('names nobody while it is free', () => {
    expect(holderOf(FREE)).toBe(-1)
    expect(hasWaiters(FREE)).toBe(false)
  })

  it('gives back the worker that went in, with and without waiters', () => {
    fc.assert(
      fc.property(workers, fc.boolean(), (worker, waited) => {
        const word = heldBy(worker) | (waited ? WAITERS_BIT : 0)
        expect(holderOf(word)).toBe(worker)
        expect(hasWaiters(word)).toBe(waited)
      }),
    )
  })

  it('differs for every worker, is never free while held, and fits an i32', () => {
    fc.assert(
      fc.property(workers, workers, (one, other) => {
        expect(heldBy(one) === heldBy(other)).toBe(one === other)
        expect(heldBy(one)).not.toBe(FREE)
        expect(heldBy(one) | 0).toBe(heldBy(one))
        expect(heldBy(one)).toBeGreaterThan(0)
      }),
    )
  })

  it('is laid out as the glossary says: (worker + 1) << 1 | waiters', () => {
    expect([heldBy(0), heldBy(1), heldBy(63), heldBy(1) | WAITERS_BIT]).toEqual([2, 4, 128, 5])
  })
})
