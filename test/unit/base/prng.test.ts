import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Prng } from '../../../src/base/prng.ts'

function draws(seed: number, count: number): number[] {
  const random = new Prng(seed)
  return Array.from({ length: count }, () => random.nextU32())
}

describe('Prng', () => {
  it('gives the sequence of mulberry32 on every machine', () => {
    // The published algorithm's values; a changed constant would change every stored plan.
    expect(draws(1, 3)).toEqual([2_693_262_067, 11_749_833, 2_265_367_787])
    expect(draws(0, 2)).toEqual([1_144_304_738, 1_416_247])
  })

  it('repeats itself for the same seed and differs for another', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), seed => {
        expect(draws(seed, 8)).toEqual(draws(seed, 8))
        expect(draws(seed, 8)).not.toEqual(draws((seed + 1) >>> 0, 8))
      }),
    )
  })

  it('draws u32 values', () => {
    expect(draws(5, 1000).every(value => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true)
  })

  it('stays below the bound it is given, reaches all of it, and favours nothing', () => {
    const random = new Prng(2024)
    const counts = Array.from({ length: 7 }, () => 0)
    for (let draw = 0; draw < 70_000; draw++) {
      const value = random.nextBelow(7)
      counts[value] = (counts[value] ?? Number.NaN) + 1
    }
    expect(counts).toHaveLength(7)
    // Expected 10 000 each with a standard deviation of 93: five of them are never left by a fixed good seed.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(465)
  })

  it('shuffles into a permutation and leaves its argument alone', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffffffff }), fc.array(fc.integer()), (seed, items) => {
        const before = [...items]
        const shuffled = new Prng(seed).shuffled(items)
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b))
        expect(items).toEqual(before)
      }),
    )
  })

  it('reaches every order of three about equally often', () => {
    const random = new Prng(7)
    const counts = new Map<string, number>()
    for (let round = 0; round < 6000; round++) {
      const order = random.shuffled(['a', 'b', 'c']).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})
