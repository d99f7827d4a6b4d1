import { describe, expect, it } from 'vitest'
import { RateRing } from '../../../src/renderer/stores/rate-ring.ts'

describe('RateRing', () => {
  it('gives samples back oldest first', () => {
    const ring = new RateRing(2)
    ring.push(10, [1, 2])
    ring.push(20, [3, 4])
    expect(ring.length).toBe(2)
    expect([ring.timeMillis(0), ring.rate(0, 0), ring.rate(1, 0)]).toEqual([10, 1, 2])
    expect([ring.timeMillis(1), ring.rate(0, 1), ring.rate(1, 1)]).toEqual([20, 3, 4])
  })

  it('adds up its workers', () => {
    const ring = new RateRing(3)
    ring.push(10, [1, 2, 4])
    expect(ring.total(0)).toBe(7)
  })

  it('keeps the newest samples when it is full', () => {
    const ring = new RateRing(1, 3)
    for (const time of [1, 2, 3, 4, 5]) ring.push(time, [time * 10])
    expect(ring.length).toBe(3)
    expect([0, 1, 2].map(index => ring.timeMillis(index))).toEqual([3, 4, 5])
    expect([0, 1, 2].map(index => ring.rate(0, index))).toEqual([30, 40, 50])
  })

  it('ends a line with one gap, however often it is told to', () => {
    const ring = new RateRing(1)
    ring.push(1, [5])
    ring.gap()
    ring.gap()
    ring.push(2, [6])
    expect(ring.length).toBe(3)
    expect([0, 1, 2].map(index => ring.isGap(index))).toEqual([false, true, false])
    expect(ring.total(1)).toBeNaN()
  })

  it('begins without a gap', () => {
    const ring = new RateRing(1)
    ring.gap()
    expect(ring.length).toBe(0)
  })

  it('finds the newest measured rate behind a gap', () => {
    const ring = new RateRing(2)
    expect(ring.lastRate(1)).toBeNaN()
    ring.push(1, [5, 6])
    ring.gap()
    expect(ring.lastRate(1)).toBe(6)
  })

  it('is empty again after it was cleared', () => {
    const ring = new RateRing(1, 2)
    ring.push(1, [5])
    ring.clear()
    ring.push(9, [7])
    expect([ring.length, ring.timeMillis(0), ring.rate(0, 0)]).toEqual([1, 9, 7])
  })
})
