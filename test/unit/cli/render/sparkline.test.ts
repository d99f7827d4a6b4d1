import { describe, expect, it } from 'vitest'
import { block, sparkline } from '../../../../src/cli/render/sparkline.ts'

describe('a sparkline', () => {
  it('draws nothing for no values', () => {
    expect(sparkline([])).toBe('')
  })

  it('draws heights as shares of the largest value, from 0', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('▁▂▃▄▅▆▇██')
    expect(sparkline([50, 100])).toBe(sparkline([5, 10]))
  })

  it('draws equal values at equal height, however small they are', () => {
    expect(sparkline([3, 3, 3])).toBe('███')
    expect(sparkline([1e-9, 1e-9])).toBe('██')
  })

  it('draws a flat line at the bottom when nothing happens', () => {
    expect(sparkline([0, 0, 0])).toBe('▁▁▁')
  })

  it('has one character per value', () => {
    expect(sparkline(Array.from({ length: 24 }, (_, index) => index * 1e6))).toHaveLength(24)
  })
})

describe('a block', () => {
  it.each([
    { share: 0, drawn: '▁' },
    { share: 0.124, drawn: '▁' },
    { share: 0.125, drawn: '▂' },
    { share: 0.5, drawn: '▅' },
    { share: 0.99, drawn: '█' },
    { share: 1, drawn: '█' },
  ])('is $drawn for $share', ({ share, drawn }) => {
    expect(block(share)).toBe(drawn)
  })
})
