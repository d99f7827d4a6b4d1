import { describe, expect, it } from 'vitest'
import { checked, flawOfRacyRounds, type CounterWork } from '../../bench/counter-work.ts'
import type { Sample } from '../../bench/criterion.ts'

const sample = (counted: number | null): Sample => ({ millis: 1, counted })
const exact: CounterWork = { variant: 'atomic-add', workers: 2, additions: 100 }
const racy: CounterWork = { variant: 'plain-increment', workers: 2, additions: 100 }

describe('the check of a round', () => {
  it('lets an exact counter be nothing but exact', () => {
    expect(checked(sample(200), exact, 'C').counted).toBe(200)
    expect(() => checked(sample(199), exact, 'C')).toThrow(
      'C counted 199 of 200 additions with atomic-add on 2 workers',
    )
  })

  it.each([2, 137, 200])('lets a racy counter end at %d', counted => {
    expect(checked(sample(counted), racy, 'C').counted).toBe(counted)
  })

  it.each([1, 201, null])('refuses %s: no interleaving of racy additions leaves it', counted => {
    expect(() => checked(sample(counted), racy, 'C')).toThrow('counted')
  })

  it('expects one worker alone to lose nothing', () => {
    expect(() => checked(sample(99), { ...racy, workers: 1 }, 'the lab')).toThrow('the lab counted 99 of 100')
  })
})

describe('the check of racy rounds together', () => {
  it('finds nothing wrong when both sides once mixed their additions', () => {
    expect(flawOfRacyRounds([{ subject: [sample(200), sample(137)], base: [sample(140)] }], racy)).toBeNull()
  })

  it('sees that a side kept the counter in a register', () => {
    const pairs = [{ subject: [sample(137)], base: [sample(100), sample(200)] }]
    expect(flawOfRacyRounds(pairs, racy)).toBe('C’s additions never met: nothing was raced')
  })
})
