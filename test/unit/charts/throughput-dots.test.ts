import { describe, expect, it } from 'vitest'
import { medianOf } from '../../../src/base/median.ts'
import { dotScale } from '../../../src/charts/throughput-dots.ts'

describe('dotScale', () => {
  it('runs from a round number below the smallest to one above the largest', () => {
    expect(dotScale([1e6, 100e6, 10e6])).toEqual({ places: [0, 1, 0.5], low: '1\u202fM', high: '100\u202fM' })
    expect(dotScale([9.8e6, 1640e6])).toMatchObject({ low: '5\u202fM', high: '2\u202fG' })
  })

  it('has room for a single figure', () => {
    expect(dotScale([1000])).toEqual({ places: [0], low: '1\u202fk', high: '10\u202fk' })
  })

  it('has no place for what was not measured, and none at all without a figure', () => {
    expect(dotScale([null, 0, 5e3, 50e3])?.places).toEqual([null, null, 0, 1])
    expect(dotScale([null, 0])).toBeNull()
  })
})

describe('medianOf', () => {
  it('is the middle one, or half way between the middle two', () => {
    expect([[3, 1, 2], [4, 1, 2, 3], [7], []].map(medianOf)).toEqual([2, 2.5, 7, null])
  })
})
