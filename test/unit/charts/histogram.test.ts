import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramOf, type GradedValue } from '../../../src/charts/histogram.ts'

const graded = (value: number, grade: GradedValue['grade'] = 'interesting'): GradedValue => ({ value, grade })

const grade = fc.constantFrom('acceptable', 'interesting', 'forbidden')

describe('histogramOf', () => {
  it('gives small whole ranges one bin per number and the ceiling one of its own', () => {
    const { bins, ceiling, below, above } = histogramOf(
      [2, 3, 3, 4].map(value => graded(value)),
      2,
      4,
      25,
    )
    expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual([
      [2, 3, 1],
      [3, 4, 2],
    ])
    expect(ceiling).toEqual({ from: 4, to: 4, count: 1, worst: 'interesting' })
    expect([below, above]).toEqual([null, null])
  })

  it('keeps the worst grade of each bin', () => {
    const { bins } = histogramOf([graded(2, 'acceptable'), graded(3, 'forbidden'), graded(3, 'interesting')], 2, 4, 25)
    expect(bins.map(({ worst }) => worst)).toEqual(['acceptable', 'forbidden'])
  })

  it('tells how many lie beyond each end and how far', () => {
    const { below, above } = histogramOf([graded(1), graded(0), graded(9, 'forbidden')], 2, 4, 25)
    expect(below).toEqual({ count: 2, lowest: 0, highest: 1, worst: 'interesting' })
    expect(above).toEqual({ count: 1, lowest: 9, highest: 9, worst: 'forbidden' })
  })

  it('puts everything at the ceiling where only one value is possible', () => {
    const { bins, ceiling } = histogramOf([graded(7)], 7, 7, 25)
    expect(bins).toEqual([])
    expect(ceiling.count).toBe(1)
  })

  it('refuses what has no place', () => {
    expect(() => histogramOf([graded(Number.NaN)], 0, 1, 4)).toThrow('got NaN')
    expect(() => histogramOf([], 3, 2, 4)).toThrow('ascending')
  })

  it('counts every value exactly once, and in a bin that it belongs to', () => {
    const bounds = fc.tuple(fc.integer({ min: -50, max: 1e6 }), fc.integer({ min: 0, max: 1e9 }))
    const values = fc.array(fc.record({ value: fc.double({ noNaN: true }), grade }), { maxLength: 200 })
    const near = fc.array(fc.record({ value: fc.integer({ min: -60, max: 2_000_000 }), grade }), { maxLength: 200 })
    fc.assert(
      fc.property(bounds, values, near, fc.integer({ min: 1, max: 60 }), ([floor, range], far, close, most) => {
        const all = [...far, ...close]
        const { bins, ceiling, below, above } = histogramOf(all, floor, floor + range, most)
        const inside = bins.reduce((sum, { count }) => sum + count, 0)
        expect(inside + ceiling.count + (below?.count ?? 0) + (above?.count ?? 0)).toBe(all.length)
        expect(ceiling.count).toBe(all.filter(({ value }) => value === floor + range).length)
        expect(below?.count ?? 0).toBe(all.filter(({ value }) => value < floor).length)
        expect(bins.length).toBeLessThanOrEqual(most)
        for (const { count, worst } of bins) expect(worst === null).toBe(count === 0)
      }),
    )
  })

  it('keeps the order of values: a larger one is never in an earlier bin', () => {
    const value = fc.integer({ min: 2, max: 4_000_000 })
    fc.assert(
      fc.property(value, value, fc.integer({ min: 1, max: 60 }), (a, b, most) => {
        const place = (of: number): number => {
          const { bins } = histogramOf([graded(of)], 2, 4_000_001, most)
          return bins.findIndex(({ count }) => count === 1)
        }
        expect(place(Math.min(a, b))).toBeLessThanOrEqual(place(Math.max(a, b)))
      }),
    )
  })
})
