import { CustomChart } from 'echarts/charts'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { describe, expect, it } from 'vitest'
import { placeMarks } from '../../../src/charts/axis-labels.ts'
import {
  boundAxisFinding,
  boundAxisHeight,
  boundAxisOption,
  boundAxisShapes,
  type BoundAxisFigure,
} from '../../../src/charts/bound-axis.ts'
import type { Shape } from '../../../src/charts/drawing.ts'
import type { GradedValue } from '../../../src/charts/histogram.ts'
import { tableOfBoundAxis } from '../../../src/charts/table-of.ts'
import { present } from '../../helpers/present.ts'
import { lostUpdateEntry, PARAMS } from '../../helpers/records.ts'
import { ROLES } from './chart-roles.ts'

const AXIS = present(lostUpdateEntry.axis({ ...PARAMS, workers: 4, additions: 1_000_000 }))
/** So that the plot is 400 px wide. */
const WIDTH = 406

const times = (count: number, value: number, grade: GradedValue['grade']): GradedValue[] =>
  Array.from({ length: count }, () => ({ value, grade }))

function figureOf(...rows: (readonly GradedValue[])[]): BoundAxisFigure {
  const named = rows.map((values, index) => ({ name: `row ${String(index)}`, values, top: 42 * index }))
  return { axis: AXIS, rows: named, rowHeight: 42, plannedTrials: 30, graded: true }
}

function ofKind<K extends Shape['kind']>(shapes: readonly Shape[], kind: K): Extract<Shape, { kind: K }>[] {
  return shapes.filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind)
}

describe('the bound axis', () => {
  it('draws exact trials as one bar at the ceiling with its count beside it', () => {
    const shapes = boundAxisShapes(figureOf(times(30, 4_000_000, 'acceptable')), ROLES, WIDTH)
    expect(ofKind(shapes, 'rect')).toEqual([{ kind: 'rect', x: 400, y: 0, width: 6, height: 36, fill: 'ok' }])
    expect(ofKind(shapes, 'text')).toContainEqual(expect.objectContaining({ text: '30', x: 395, align: 'right' }))
    expect(ofKind(shapes, 'polygon')).toEqual([])
  })

  it('draws lossy trials in their bins, with the median as a triangle below the baseline', () => {
    const shapes = boundAxisShapes(
      figureOf([...times(10, 1_000_001, 'interesting'), ...times(5, 2_000_001, 'interesting')]),
      ROLES,
      WIDTH,
    )
    const bars = ofKind(shapes, 'rect')
    expect(bars.map(({ x, width, height, fill }) => [Math.round(x), Math.round(width), height, fill])).toEqual([
      [99, 15, 36, 'look'],
      [195, 15, 18, 'look'],
    ])
    const [median] = ofKind(shapes, 'polygon')
    expect(median?.points.map(([x, y]) => [Math.round(x), y])).toEqual([
      [103, 37],
      [107, 42],
      [99, 42],
    ])
  })

  it('does not fill the place between two values where few are possible', () => {
    const axis = { ...AXIS, floor: 1_000, ceiling: 1_001, marks: [] }
    const shapes = boundAxisShapes({ ...figureOf(times(30, 1_000, 'acceptable')), axis }, ROLES, WIDTH)
    expect(ofKind(shapes, 'rect')).toEqual([{ kind: 'rect', x: 3, y: 0, width: 24, height: 36, fill: 'ok' }])
  })

  it('gives all rows one scale', () => {
    const shapes = boundAxisShapes(
      figureOf(times(30, 4_000_000, 'acceptable'), times(15, 1_000_001, 'interesting')),
      ROLES,
      WIDTH,
    )
    expect(ofKind(shapes, 'rect').map(({ height }) => height)).toEqual([36, 18])
  })

  it('does not let a first trial fill its row', () => {
    const [bar] = ofKind(boundAxisShapes(figureOf(times(1, 4_000_000, 'acceptable')), ROLES, WIDTH), 'rect')
    expect(bar?.height).toBeCloseTo(36 / 5)
  })

  it('tells a forbidden loss by an octagon as well as by colour', () => {
    const shapes = boundAxisShapes(figureOf(times(3, 1_000_001, 'forbidden')), ROLES, WIDTH)
    expect(ofKind(shapes, 'rect').map(({ fill }) => fill)).toEqual(['bad'])
    expect(ofKind(shapes, 'polygon').map(({ points, fill }) => [points.length, fill])).toEqual([
      [8, 'bad'],
      [3, 'ink'],
    ])
  })

  it('shows no grade before the run has ended', () => {
    const figure = figureOf([...times(3, 1_000_001, 'forbidden'), ...times(3, 4_000_000, 'acceptable')])
    const shapes = boundAxisShapes({ ...figure, graded: false }, ROLES, WIDTH)
    expect(ofKind(shapes, 'rect').map(({ fill }) => fill)).toEqual(['run', 'run'])
    expect(ofKind(shapes, 'polygon')).toHaveLength(1)
  })

  it('draws values outside the bounds beyond the ends, with their count and the farthest value', () => {
    const figure = figureOf([...times(2, 1, 'forbidden'), ...times(3, 4_000_123, 'forbidden')])
    const shapes = boundAxisShapes(figure, ROLES, WIDTH)
    const bounds = ofKind(shapes, 'line').filter(
      ({ stroke, y1, dash }) => stroke === 'line-2' && y1 === 0 && dash === undefined,
    )
    const [left = 0, right = 0] = bounds.map(({ x1 }) => x1)
    const octagons = ofKind(shapes, 'polygon').filter(({ points }) => points.length === 8)
    expect(octagons).toHaveLength(2)
    const xs = octagons.map(({ points }) => points.reduce((sum, [x]) => sum + x, 0) / 8)
    expect(xs[0]).toBeLessThan(left)
    expect(xs[1]).toBeGreaterThan(right)
    const texts = ofKind(shapes, 'text').map(({ text }) => text)
    expect(texts).toEqual(expect.arrayContaining(['2', '1', '3', '4\u202f000\u202f123']))
    for (const { x } of ofKind(shapes, 'text')) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(WIDTH)
    }
  })

  it('shows an experiment that never ran as empty axes with their bounds', () => {
    const shapes = boundAxisShapes(figureOf([], []), ROLES, WIDTH)
    expect(ofKind(shapes, 'rect')).toEqual([])
    const lines = ofKind(shapes, 'line')
    expect(lines.filter(({ stroke }) => stroke === 'line')).toHaveLength(2)
    expect(lines.filter(({ stroke, dash }) => stroke === 'line-2' && dash === undefined).map(({ x1 }) => x1)).toEqual([
      3.5, 403.5,
    ])
    expect(lines.filter(({ dash }) => dash !== undefined).map(({ x1 }) => x1)).toEqual([102.5])
    expect(ofKind(shapes, 'text').map(({ text }) => text)).toEqual([
      '2',
      'proved floor',
      '4\u202f000\u202f000',
      'K × N, nothing lost',
      '1\u202f000\u202f000',
      'N: one preemption is enough',
    ])
  })

  it('moves a label that would touch another one level down, and is taller for it', () => {
    const crowded = {
      ...figureOf([]),
      axis: present(lostUpdateEntry.axis({ ...PARAMS, workers: 64, additions: 1000 })),
    }
    expect(placeMarks(crowded.axis, 0, 400).map(({ value, level, align }) => [value, level, align])).toEqual([
      ['2', 0, 'left'],
      ['64\u202f000', 0, 'right'],
      ['1\u202f000', 1, 'left'],
    ])
    expect(boundAxisHeight(crowded, WIDTH)).toBe(boundAxisHeight(figureOf([]), 1200) + 31)
  })

  it('says its finding in words', () => {
    const figure = figureOf(times(2, 4_000_000, 'acceptable'), [], times(1, 1, 'forbidden'))
    expect(boundAxisFinding(figure)).toBe(
      'final value of the counter, possible from 2 to 4\u202f000\u202f000. ' +
        'row 0: median 4\u202f000\u202f000, 2 of 2 at 4\u202f000\u202f000. row 1: no trials. ' +
        'row 2: median 1, 0 of 1 at 4\u202f000\u202f000, 1 outside the bounds.',
    )
  })

  it('has its numbers as a table in which no trial is lost', () => {
    const figure = figureOf([
      ...times(2, 4_000_000, 'acceptable'),
      ...times(3, 1_000_001, 'interesting'),
      ...times(1, 0, 'forbidden'),
    ])
    const { columns, rows } = tableOfBoundAxis(figure)
    expect(columns).toEqual(['final value of the counter', 'row 0'])
    expect(rows).toEqual([
      ['below 2', '1'],
      ['960\u202f002 to 1\u202f120\u202f001', '3'],
      ['4\u202f000\u202f000', '2'],
      ['above 4\u202f000\u202f000', '0'],
      ['median', '1\u202f000\u202f001'],
    ])
  })

  it('renders through ECharts with every mark in place', () => {
    use([CustomChart, SVGRenderer])
    const figure = figureOf([...times(10, 1_000_001, 'interesting'), ...times(1, 1, 'forbidden')])
    const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: boundAxisHeight(figure, WIDTH) })
    chart.setOption(boundAxisOption(figure, ROLES, WIDTH))
    const svg = chart.renderToSVGString()
    chart.dispose()
    expect(svg.match(/fill="look"/g)).toHaveLength(1)
    expect(svg.match(/fill="bad"/g)).toHaveLength(1)
    expect(svg.match(/stroke-dasharray="2,3"/g)).toHaveLength(1)
    expect(svg).toContain('proved floor')
  })
})
