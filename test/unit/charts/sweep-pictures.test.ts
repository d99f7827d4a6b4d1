import { describe, expect, it } from 'vitest'
import { sweepPictures } from '../../../src/charts/sweep-figures.ts'
import type { SweepDocument } from '../../../src/contract/sweep.ts'
import { mergedSweeps, sweepOf } from '../../../src/engine/run/sweep-record.ts'
import { present } from '../../helpers/present.ts'
import { machineCalled, measuredSweep, planOf, recordOf } from '../../helpers/sweeps.ts'
import { ROLES } from './chart-roles.ts'

const line = planOf([{ parameter: 'additions', values: [1, 2, 4, 8] }])

function drawn(sweep: SweepDocument) {
  const picture = present(sweepPictures(sweep, variant => variant.toUpperCase())[0], 'picture')
  const shapes = picture.shapes(ROLES, 800)
  return { picture, shapes, texts: shapes.flatMap(shape => (shape.kind === 'text' ? [shape.text] : [])) }
}

describe('the picture of a sweep', () => {
  it('has a line with its band for each variant, and beside it what the variant came to', () => {
    const { picture, shapes, texts } = drawn(measuredSweep(line))
    expect(shapes.filter(({ kind }) => kind === 'curve')).toHaveLength(2)
    expect(shapes.filter(({ kind }) => kind === 'polygon')).toHaveLength(2)
    expect(shapes.filter(({ kind }) => kind === 'circle')).toHaveLength(8)
    expect(texts.filter(text => text === 'exact at all points')).toHaveLength(2)
    expect(texts).toEqual(expect.arrayContaining(['PLAIN-INCREMENT', 'MUTEX', '1', '2', '4', '8', 'additions']))
    expect(picture.table.rows.map(([value]) => value)).toEqual(['1', '2', '4', '8'])
    for (const shape of shapes) if (shape.kind === 'text') expect(shape.y).toBeLessThan(picture.height)
  })

  it('has no band over a point that has no interval', () => {
    const { points, ...rest } = recordOf(line)
    const short = points.map(point => {
      if (point.values['additions'] !== 4) return point
      const few = { unit: 'operations/s', median: 1e6, low: null, high: null, n: 4, samples: [] }
      return { ...point, variants: point.variants.map(own => ({ ...own, measures: { throughput: few } })) }
    })
    const { shapes } = drawn(sweepOf({ ...rest, points: short }))
    const bands = shapes.flatMap(shape => (shape.kind === 'polygon' ? [shape.points.length] : []))
    // Over 1 and 2; at 8, beyond the gap, it is a line.
    expect(bands).toEqual([4, 4])
    expect(shapes.filter(shape => shape.kind === 'line' && shape.stroke === ROLES.s1)).toHaveLength(2)
  })

  it('keeps machines apart', () => {
    const on = (cpu: string, index: number) =>
      sweepOf(recordOf(line, [{ index, of: 2 }], { machines: [machineCalled(cpu)] }))
    const { shapes, texts, picture } = drawn(mergedSweeps([on('Slow CPU', 1), on('Fast CPU', 2)]))
    expect(shapes.filter(({ kind }) => kind === 'curve')).toHaveLength(4)
    expect(texts).toContain('MUTEX, machine 2')
    expect(picture.table.columns).toHaveLength(5)
    expect(picture.table.rows.flat().filter(text => text === 'not measured')).toHaveLength(8)
  })

  it('marks a point at which something forbidden was seen, by its shape and in words', () => {
    const { points, ...rest } = recordOf(line)
    const failing = points.map((point, at) => {
      if (at > 0) return point
      const variants = point.variants.map(own => ({
        ...own,
        verdict: 'failed' as const,
        outcomes: [{ name: 'above-ceiling', grade: 'forbidden' as const, count: 1 }],
      }))
      return { ...point, verdict: 'failed' as const, variants }
    })
    const { shapes, texts, picture } = drawn(sweepOf({ ...rest, points: failing }))
    expect(shapes.filter(shape => shape.kind === 'polygon' && shape.fill === ROLES.bad)).toHaveLength(2)
    expect(texts).toContain('above-ceiling at 1 of 4 points')
    expect(picture.notes?.join(' ')).toContain('something forbidden was seen')
  })

  it('of two parameters is a grid of shades that says its numbers, with places for what is missing', () => {
    const plan = planOf([
      { parameter: 'additions', values: [1, 2] },
      { parameter: 'amplifier', values: ['none', 'yield', 'spin'] },
    ])
    const { points } = recordOf(plan)
    const { shapes, picture } = drawn(sweepOf(recordOf(plan, [], { points: points.slice(1) })))
    const cells = shapes.filter(({ kind }) => kind === 'rect')
    expect(cells).toHaveLength(12)
    expect(cells.filter(shape => shape.kind === 'rect' && shape.fill === 'none')).toHaveLength(2)
    expect(picture.table.rows).toHaveLength(6)
  })
})
