import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/charts/drawing.ts'
import { loopLag } from '../../../src/charts/loop-lag.ts'
import type { Lags, Spans } from '../../../src/contract/timeline.ts'
import { ROLES } from './chart-roles.ts'

const WIDTH = 620
/** Due every 10 ms; what was due at 20 ms came 40 ms later, and those that were due meanwhile with it. */
const LAGS: Lags = { dueMillis: [0, 10, 20, 30, 40, 50, 60, 70], lagMillis: [1, 1, 40, 30, 20, 10, 1, 1] }
const SPANS: Spans = {
  rows: ['event loop', 'other thread'],
  row: [0],
  fromMillis: [20],
  toMillis: [60],
  label: ['computes'],
  does: ['runs'],
  dropped: 0,
}

function shapesOf<K extends Shape['kind']>(
  kind: K,
  spans: Spans | undefined = SPANS,
  lags = LAGS,
): Extract<Shape, { kind: K }>[] {
  return loopLag(lags, spans, 'blocking')
    .shapes(ROLES, WIDTH)
    .filter((one): one is Extract<Shape, { kind: K }> => one.kind === kind)
}

describe('a strip of loop lags', () => {
  it('draws a needle for each tick where it was due, as high as it was late', () => {
    const [needles] = shapesOf('curve')
    const heights = (needles?.runs ?? []).map(([foot, tip]) => (foot?.[1] ?? 0) - (tip?.[1] ?? 0))
    expect(heights).toHaveLength(8)
    expect((heights[2] ?? 0) / (heights[4] ?? 1)).toBeCloseTo(2)
    expect(Math.max(...heights)).toBe(heights[2])
    const places = (needles?.runs ?? []).map(([foot]) => foot?.[0] ?? 0)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  it('marks on the same time axis what was computed', () => {
    const [bar] = shapesOf('rect')
    const [needles] = shapesOf('curve')
    const due = needles?.runs[2]?.[0]?.[0] ?? 0
    expect(Math.abs((bar?.x ?? 0) - due)).toBeLessThan(1)
    expect(bar?.fill).toBe('run')
    expect(shapesOf('text').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['event loop', 'other thread', 'computes']),
    )
  })

  it('says the median and the most, in the picture and in words', () => {
    const { finding, table } = loopLag(LAGS, SPANS, 'blocking')
    expect(finding).toBe('8 ticks: median lag 5.50\u202fms, at most 40.0\u202fms')
    expect(shapesOf('text').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['at most 40.0\u202fms', 'p50 5.50\u202fms']),
    )
    expect(table.rows[2]).toEqual(['20.0\u202fms', '60.0\u202fms', '40.0\u202fms'])
  })

  it('keeps the highest of those that share a pixel, and no more needles than pixels', () => {
    const many = 100_000
    const lags: Lags = {
      dueMillis: Array.from({ length: many }, (_, n) => n),
      lagMillis: Array.from({ length: many }, (_, n) => (n === 77_777 ? 90 : 1)),
    }
    const [needles] = shapesOf('curve', undefined, lags)
    expect(needles?.runs.length).toBeLessThanOrEqual(WIDTH)
    const heights = (needles?.runs ?? []).map(([foot, tip]) => (foot?.[1] ?? 0) - (tip?.[1] ?? 0))
    expect(Math.max(...heights)).toBe(96)
    expect(loopLag(lags, undefined, 'x').table.caption).toContain('the first 500 of')
  })

  it('keeps its label inside, wherever the worst tick was', () => {
    for (const [dueMillis, lagMillis] of [
      [
        [0, 10, 20],
        [9, 0, 0],
      ],
      [
        [0, 10, 20],
        [0, 0, 9],
      ],
    ] as const) {
      const lags = { dueMillis: [...dueMillis], lagMillis: [...lagMillis] }
      const label = shapesOf('text', undefined, lags).find(({ text }) => text.startsWith('at most'))
      expect(label?.x).toBeGreaterThanOrEqual(100)
      expect(label?.x).toBeLessThan(WIDTH - 60)
    }
  })
})
