import { describe, expect, it } from 'vitest'
import { speedUpDots } from '../../../src/charts/speed-up-dots.ts'
import type { Shape } from '../../../src/charts/drawing.ts'
import { present } from '../../helpers/present.ts'
import { ROLES } from './chart-roles.ts'

function times(median: number, half: number | null = 0.1) {
  return {
    unit: 'times',
    median,
    low: half === null ? null : median - half,
    high: half === null ? null : median + half,
    n: 5,
  }
}

const ROWS = [
  { title: 'no lock', perWorker: [], measures: { 'speed-up': times(3.6) } },
  { title: 'GIL', perWorker: [], measures: { 'speed-up': times(0.98, null), 'predicted-speed-up': times(1) } },
  { title: 'not measured', perWorker: [], measures: {} },
]

function shapesOf<K extends Shape['kind']>(rows: typeof ROWS, kind: K): Extract<Shape, { kind: K }>[] {
  return speedUpDots(rows)
    .shapes(ROLES, 800)
    .filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind)
}

describe('a picture of speed-up', () => {
  it('puts a solid dot where it was measured and a dashed mark where it was predicted, on one scale from 0', () => {
    const dots = shapesOf(ROWS, 'circle')
    const dashed = shapesOf(ROWS, 'line').filter(({ dash }) => dash !== undefined)
    expect(dots).toHaveLength(2)
    expect(dashed.map(({ stroke }) => stroke)).toEqual(['model'])
    // The scale ends at the whole number above the largest upper end, 3.7.
    const [left, right] = [120, 800 - 90]
    expect(dots.map(({ x }) => ((x - left) / (right - left)) * 4)).toEqual([expect.closeTo(3.6), expect.closeTo(0.98)])
    expect(((present(dashed[0], 'a dashed mark').x1 - left) / (right - left)) * 4).toBeCloseTo(1, 1)
  })

  it('draws no interval where there are too few trials for one, and says so', () => {
    expect(shapesOf(ROWS, 'line').filter(({ width }) => width === 1.4)).toHaveLength(1)
    expect(speedUpDots(ROWS).table.rows).toEqual([
      ['no lock', '3.60', '3.50', '3.70', 'not predicted'],
      ['GIL', '0.980', 'too few', 'too few', '1.00'],
    ])
  })

  it('tells the finding in words', () => {
    expect(speedUpDots(ROWS).finding).toBe('no lock 3.60 times; GIL 0.980 times, predicted 1.00')
    expect(speedUpDots(ROWS.slice(0, 1)).title).toBe('Speed-up')
  })
})
