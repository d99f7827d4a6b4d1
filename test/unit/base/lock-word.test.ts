import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_WORKERS } from '../../../src/contract/limits.ts'
import { FREE, heldBy, HOLDER_BITS, holderOf, POISON_BIT, WAITERS_BIT } from '../../../src/base/lock-word.ts'

const workers = fc.nat({ max: MAX_WORKERS - 1 })

describe('the lock word', () => {
  it('names nobody while it is free', () => {
    for (const bits of [0, WAITERS_BIT, POISON_BIT, WAITERS_BIT | POISON_BIT]) expect(holderOf(FREE | bits)).toBe(-1)
  })

  it('gives back the worker that went in, whatever the other bits say', () => {
    fc.assert(
      fc.property(workers, fc.boolean(), fc.boolean(), (worker, waited, poisoned) => {
        const word = heldBy(worker) | (waited ? WAITERS_BIT : 0) | (poisoned ? POISON_BIT : 0)
        expect(holderOf(word)).toBe(worker)
        expect(word & HOLDER_BITS).toBe(heldBy(worker))
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

  it('is laid out as the glossary says: poisoned << 30 | (worker + 1) << 1 | waiters', () => {
    expect([heldBy(0), heldBy(1), heldBy(63), heldBy(1) | WAITERS_BIT | POISON_BIT]).toEqual([2, 4, 128, 2 ** 30 + 5])
  })
})
