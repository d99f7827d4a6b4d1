import { describe, expect, it } from 'vitest'
import { roundStep, roundText } from '../../../src/base/round-step.ts'
import { peakOf, throughputAt } from '../../../src/base/scaling-law.ts'

describe('the scaling law', () => {
  const amdahl = { throughputOfOne: 100, serialFraction: 0.1, coherency: 0 }

  it('is Amdahl’s law without coherency: at most 1 / σ times one worker', () => {
    expect(throughputAt(amdahl, 1)).toBe(100)
    expect(throughputAt(amdahl, 10)).toBeCloseTo(1000 / 1.9, 9)
    expect(throughputAt(amdahl, 1e9)).toBeCloseTo(1000, 3)
    expect(peakOf(amdahl)).toBeNull()
  })

  it('has its largest value at its peak', () => {
    const law = { throughputOfOne: 100, serialFraction: 0.1, coherency: 0.01 }
    const peak = peakOf(law) ?? 0
    expect(peak).toBeCloseTo(Math.sqrt(90), 9)
    for (const beside of [peak - 0.01, peak + 0.01]) {
      expect(throughputAt(law, beside)).toBeLessThan(throughputAt(law, peak))
    }
  })

  it('peaks at one worker where a second one only costs', () => {
    expect(peakOf({ throughputOfOne: 100, serialFraction: 1, coherency: 0.5 })).toBe(1)
  })
})

describe('ticks', () => {
  it('are 1, 2 or 5 times a power of ten apart', () => {
    expect([8, 1.06, 0.3, 64, 20].map(top => roundStep(top, 5))).toEqual([2, 0.5, 0.1, 20, 5])
  })

  it('have no more digits than they need', () => {
    expect([0, 0.1 + 0.2, 2, 150].map(roundText)).toEqual(['0', '0.3', '2', '150'])
  })
})
