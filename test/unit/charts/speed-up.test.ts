import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/charts/drawing.ts'
import { speedUp } from '../../../src/charts/speed-up.ts'
import { toldCurve } from '../../helpers/told-curve.ts'
import { ROLES } from './chart-roles.ts'

const COUNTS = [1, 2, 3, 4, 6, 8]
const LAW = { throughputOfOne: 1e6, serialFraction: 0.1, coherency: 0.03 }
const WIDTH = 800

function shapesOf<K extends Shape['kind']>(kind: K, told = toldCurve(LAW, COUNTS)): Extract<Shape, { kind: K }>[] {
  return speedUp('mutex', told)
    .shapes(ROLES, WIDTH)
    .filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind)
}

const textsOf = (told = toldCurve(LAW, COUNTS)): string[] => shapesOf('text', told).map(({ text }) => text)

describe('the speed-up chart', () => {
  it('has a point and an interval for each number of workers, in order from left to right', () => {
    const points = shapesOf('circle')
    expect(points).toHaveLength(COUNTS.length)
    expect(points.map(({ x }) => x)).toEqual(points.map(({ x }) => x).toSorted((a, b) => a - b))
    const bars = shapesOf('line').filter(({ stroke, width }) => stroke === ROLES.s1 && width === 1.2)
    expect(bars).toHaveLength(COUNTS.length)
  })

  it('draws points beyond the cores hollow, and says from where on', () => {
    const told = toldCurve(LAW, COUNTS, { cores: 3 })
    expect(shapesOf('circle', told).map(({ fill }) => fill)).toEqual([
      ...[1, 2, 3].map(() => ROLES.s1),
      ...[4, 6, 8].map(() => ROLES.page),
    ])
    expect(textsOf(told)).toContain('3 cores: beyond, workers take turns')
    expect(textsOf().join()).not.toContain('beyond')
  })

  it('draws what is measured solid and what is computed broken', () => {
    const curves = shapesOf('curve')
    const dashed = curves.filter(({ dash }) => dash !== undefined).map(({ stroke }) => stroke)
    expect(dashed).toEqual([ROLES.ink3, ROLES.model, ROLES.model])
    expect(curves.filter(({ dash }) => dash === undefined).map(({ stroke }) => stroke)).toEqual([ROLES.ink2, ROLES.s1])
  })

  it('names every line beside its end, so that none touches another', () => {
    const labels = shapesOf('text').filter(({ x }) => x > WIDTH - 160 && x < WIDTH)
    const named = labels.filter(({ text }) => /ideal|ceiling|Amdahl|USL|measured/.test(text))
    expect(named.map(({ text }) => text.replace(/[\d.]+/, 'n').replace('\u202f', ' ')).toSorted()).toEqual(
      ['Amdahl, n % serial', 'USL and its band', 'ceiling of this machine', 'ideal', 'measured n×'].toSorted(),
    )
    const rows = named.map(({ y }) => y).toSorted((a, b) => a - b)
    for (const [index, y] of rows.entries())
      if (index > 0) expect(y - (rows[index - 1] ?? 0)).toBeGreaterThanOrEqual(14)
  })

  it('marks the peak where it lies within what was measured', () => {
    expect(textsOf().some(text => /^peak at 5\.\d+$/.test(text))).toBe(true)
    expect(textsOf(toldCurve({ ...LAW, coherency: 0.001 }, COUNTS)).join()).not.toContain('peak')
  })

  it('keeps all of it inside of its frame', () => {
    const picture = speedUp('mutex', toldCurve(LAW, COUNTS))
    for (const width of [480, 800, 1600]) {
      const points = picture.shapes(ROLES, width).flatMap(shape => {
        if (shape.kind === 'curve') return shape.runs.flat()
        if (shape.kind === 'polygon') return shape.points
        return shape.kind === 'circle' ? [[shape.x, shape.y] as const] : []
      })
      for (const [x, y] of points) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x).toBeLessThanOrEqual(width)
        expect(y).toBeGreaterThanOrEqual(0)
        expect(y).toBeLessThanOrEqual(picture.height)
      }
    }
  })

  it('draws no law where none was fitted, and says why in its notes and for those who do not see it', () => {
    const told = toldCurve(LAW, COUNTS, { drift: 0.5 })
    expect(shapesOf('curve', told).some(({ stroke }) => stroke === ROLES.model)).toBe(false)
    const { notes, finding } = speedUp('mutex', told)
    expect(notes?.join(' ')).toContain('No law is fitted')
    expect(finding).toContain('No law is fitted')
  })

  it('has the same numbers in a table', () => {
    const { table } = speedUp('mutex', toldCurve(LAW, COUNTS, { cores: 4 }))
    expect(table.rows.map(([workers]) => workers)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '6, more than cores',
      '8, more than cores',
    ])
    expect(table.rows.every(row => row.length === table.columns.length)).toBe(true)
    expect(table.rows[0]?.slice(2, 5)).toEqual(['1.00', '1.00', '1.00'])
  })
})
