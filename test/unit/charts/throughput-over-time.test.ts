import { CustomChart } from 'echarts/charts'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/charts/drawing.ts'
import { tableOfThroughput } from '../../../src/charts/table-of.ts'
import { thinCurve, type Curve } from '../../../src/charts/thin-curve.ts'
import {
  stripHeight,
  throughputFinding,
  throughputHeight,
  throughputOption,
  throughputShapes,
  type ThroughputFigure,
} from '../../../src/charts/throughput-over-time.ts'
import { ROLES } from './chart-roles.ts'

/** So that the strips are 200 px wide. */
const WIDTH = 288

const GAP = [Number.NaN, Number.NaN] as const

/** A curve of x and y in turn. */
function curve(...cells: readonly number[]): Curve {
  const at = (index: number) => cells[index] ?? Number.NaN
  return { length: cells.length / 2, x: index => at(2 * index), y: index => at(2 * index + 1) }
}

const TWO: ThroughputFigure = {
  workers: [
    { label: 'T1', curve: curve(0, 5e6, 1, 10e6, ...GAP, 2, 10e6, 4, 5e6) },
    { label: 'T2', curve: curve(0, 5e6, 4, 7.7e6) },
  ],
  total: { label: 'all', curve: curve(0, 10e6, 4, 12.7e6) },
  fromSeconds: 0,
  toSeconds: 4,
  troubles: [],
}

function curvesOf(shapes: readonly Shape[]) {
  return shapes.flatMap(shape => (shape.kind === 'curve' ? [shape.runs] : []))
}

function textsOf(shapes: readonly Shape[]) {
  return shapes.flatMap(shape => (shape.kind === 'text' ? [shape.text] : []))
}

describe('throughput over time', () => {
  it('draws all workers on one scale and the total on its own', () => {
    const [total, first, second] = curvesOf(throughputShapes(TWO, ROLES, WIDTH))
    // 26 px are the maximum of the scale; baselines at 30, 70 and 104.
    expect(total?.[0]?.at(-1)).toEqual([228, 4])
    expect(first?.[0]).toEqual([
      [28, 57],
      [78, 44],
    ])
    expect(second?.[0]?.[0]).toEqual([28, 91])
  })

  it('leaves a gap in sampling as a gap in the line', () => {
    const [, first] = curvesOf(throughputShapes(TWO, ROLES, WIDTH))
    expect(first?.map(run => run.length)).toEqual([2, 2])
    expect(first?.[1]?.[0]?.[0]).toBe(128)
  })

  it('names each strip on the left and its last value on the right', () => {
    expect(textsOf(throughputShapes(TWO, ROLES, WIDTH))).toEqual([
      'all',
      '12.7\u202fM',
      'T1',
      '5.00\u202fM',
      'T2',
      '7.70\u202fM',
      '0\u202fs',
      '4.00\u202fs measured',
    ])
  })

  it('draws the stretch that is still known where older samples are gone', () => {
    const late = { ...TWO, total: null, workers: [{ label: 'T1', curve: curve(100, 1e6, 104, 1e6) }] }
    const shapes = throughputShapes({ ...late, fromSeconds: 100, toSeconds: 104 }, ROLES, WIDTH)
    expect(curvesOf(shapes)[0]?.[0]?.map(([x]) => x)).toEqual([28, 228])
    expect(textsOf(shapes).slice(-2)).toEqual(['100\u202fs', '104\u202fs measured'])
  })

  it('draws a sample between two gaps as a point', () => {
    const lonely = { ...TWO, total: null, workers: [{ label: 'T1', curve: curve(2, 5e6) }] }
    const shapes = throughputShapes(lonely, ROLES, WIDTH)
    expect(shapes.find(shape => shape.kind === 'circle')).toMatchObject({ x: 128, y: 4 })
  })

  it('says on the spot what troubled the machine', () => {
    const shapes = throughputShapes({ ...TWO, troubles: [{ atSeconds: 1, word: 'host busy' }] }, ROLES, WIDTH)
    expect(shapes).toContainEqual(expect.objectContaining({ kind: 'text', text: 'host busy', x: 78 }))
  })

  it('says one trouble once where its words would lie on one another', () => {
    const troubles = [1, 1.1, 3].map(atSeconds => ({ atSeconds, word: 'host busy' }))
    const shapes = throughputShapes({ ...TWO, troubles }, ROLES, WIDTH)
    expect(shapes.flatMap(shape => (shape.kind === 'text' && shape.text === 'host busy' ? [shape.x] : []))).toEqual([
      78, 178,
    ])
  })

  it('keeps empty strips at full size before anything is measured', () => {
    const empty = {
      ...TWO,
      toSeconds: 0,
      total: null,
      workers: TWO.workers.map(({ label }) => ({ label, curve: curve() })),
    }
    expect(throughputHeight(empty)).toBe(2 * 34 + 20)
    const shapes = throughputShapes(empty, ROLES, WIDTH)
    expect(shapes.filter(({ kind }) => kind === 'line')).toHaveLength(2)
    expect(textsOf(shapes)).toEqual(['T1', '', 'T2', '', '0\u202fs', '0\u202fs measured'])
    expect(throughputFinding(empty, 'additions/s')).toBe('additions/s of each worker: nothing sampled')
  })

  it('makes strips of many workers lower, but never lower than a line of text', () => {
    expect([1, 8, 9, 16, 17, 64].map(stripHeight)).toEqual([34, 34, 26, 26, 18, 18])
  })

  it('says its medians in words and in a table', () => {
    expect(throughputFinding(TWO, 'additions/s')).toBe(
      'additions/s over 4.00\u202fs measured, medians: all 11.4\u202fM, T1 7.50\u202fM, T2 6.35\u202fM',
    )
    expect(tableOfThroughput(TWO, 'additions/s').rows[1]).toEqual([
      'T1',
      '5.00\u202fM',
      '7.50\u202fM',
      '10.0\u202fM',
      '4',
    ])
  })

  it('renders through ECharts as one curve per strip, also when the number of strips changes', () => {
    use([CustomChart, SVGRenderer])
    const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: 200 })
    chart.setOption(throughputOption(TWO, ROLES, WIDTH))
    expect(chart.renderToSVGString().match(/stroke="s1"/g)).toHaveLength(3)
    chart.setOption(throughputOption({ ...TWO, total: null }, ROLES, WIDTH), { notMerge: false, silent: true })
    const svg = chart.renderToSVGString()
    chart.dispose()
    expect(svg.match(/stroke="s1"/g)).toHaveLength(2)
    expect(svg).not.toContain('>all<')
  })
})

describe('thinCurve', () => {
  const samples = fc
    .array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }))),
      {
        maxLength: 300,
      },
    )
    .map(points => points.toSorted(([a], [b]) => a - b))

  const curveOf = (points: readonly (readonly [number, number | null])[]) =>
    curve(...points.flatMap(([x, y]) => [x, y ?? Number.NaN]))

  it('keeps lowest and highest, invents nothing, and stays under eight points per bucket', () => {
    fc.assert(
      fc.property(samples, points => {
        const { runs, alone } = thinCurve(curveOf(points), 0.1)
        const left = [...runs.flat(), ...alone]
        const measured = points.filter(([, y]) => y !== null)
        const key = ([x, y]: readonly [number, number | null]) => `${String(x)} ${String(y)}`
        const known = new Set(measured.map(key))
        expect(left.every(point => known.has(key(point)))).toBe(true)
        const heights = measured.map(([, y]) => y ?? 0)
        expect(Math.max(0, ...left.map(([, y]) => y))).toBe(Math.max(0, ...heights))
        expect(left.length).toBeLessThanOrEqual(8 * 11)
        if (measured.length > 0) expect(Math.min(...left.map(([, y]) => y))).toBe(Math.min(...heights))
      }),
    )
  })

  it('breaks the line at a gap although the next trial begins in the same pixel', () => {
    const trials = curve(0, 5, 0.35, 5, ...GAP, 0.36, 9, 0.8, 9)
    expect(thinCurve(trials, 0.1).runs).toEqual([
      [
        [0, 5],
        [0.35, 5],
      ],
      [
        [0.36, 9],
        [0.8, 9],
      ],
    ])
  })

  it('draws trials that share a pixel as their lowest and highest', () => {
    const trials = curve(0.01, 5, 0.02, 5, ...GAP, 0.03, 9, 0.04, 9, ...GAP, 0.05, 1, 0.06, 1)
    expect(thinCurve(trials, 0.1).runs).toEqual([
      [
        [0.01, 5],
        [0.03, 9],
        [0.05, 1],
        [0.06, 1],
      ],
    ])
  })

  it('never lets time run backwards', () => {
    fc.assert(
      fc.property(samples, points => {
        const times = thinCurve(curveOf(points), 0.05)
          .runs.flat()
          .map(([x]) => x)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
      }),
    )
  })
})
