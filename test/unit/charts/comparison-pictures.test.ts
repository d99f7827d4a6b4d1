import { describe, expect, it } from 'vitest'
import { comparisonFigures } from '../../../src/charts/comparison-figures.ts'
import { comparisonPictures } from '../../../src/charts/comparison-pictures.ts'
import { textWidth, type Shape } from '../../../src/charts/drawing.ts'
import { compareRuns } from '../../../src/engine/run/compare-runs.ts'
import { runOf } from '../../helpers/compared-documents.ts'
import { present } from '../../helpers/present.ts'
import { ROLES } from './chart-roles.ts'

const STEADY = [99, 100, 101, 102, 98, 100.5, 99.5, 101.5, 98.5, 100.2]
const WIDTH = 860

const comparison = compareRuns(
  [1, 2].map(factor => ({
    document: runOf(`by${factor}-1`, {
      mutex: { throughputs: STEADY.map(value => value * factor) },
      'atomic-add': { throughputs: STEADY },
    }),
    name: '',
    imported: false,
  })),
)
const pictures = comparisonPictures(comparison, null)

function dotsOf(shapes: readonly Shape[]): (Shape & { kind: 'circle' })[] {
  return shapes.flatMap(shape => (shape.kind === 'circle' ? [shape] : []))
}

describe('the pictures of a comparison', () => {
  it('put all runs of all variants on one scale, speeds first', () => {
    const [speeds] = pictures
    expect(present(speeds).title).toBe('throughput, additions/s')
    const dots = dotsOf(present(speeds).shapes(ROLES, WIDTH))
    expect(dots).toHaveLength(4)
    const [mutexA, mutexB, atomicA, atomicB] = dots.map(({ x }) => x)
    expect(mutexA).toBe(atomicA)
    expect(atomicA).toBe(atomicB)
    expect(mutexB).toBeGreaterThan(present(mutexA))
    expect(present(speeds).table.rows.map(([name]) => name)).toEqual([
      'mutex, A',
      'mutex, B',
      'atomic-add, A',
      'atomic-add, B',
    ])
  })

  it('end with the differences: hollow where none is shown', () => {
    const last = present(pictures.at(-1))
    expect(last.title).toBe('B as times A')
    const [mutex, atomic] = dotsOf(last.shapes(ROLES, WIDTH))
    expect(present(mutex).fill).toBe(ROLES.ink)
    expect(present(atomic).fill).toBe(ROLES.page)
    expect(last.finding).toContain('mutex, throughput: 2.00× as fast')
    expect(last.finding).toContain('atomic-add, throughput: no difference shown')
    expect(last.table.rows.map(row => row.at(-1))).toEqual(expect.arrayContaining(['not known']))
    expect(last.notes).toEqual([
      'How much runs differ by themselves is not known here: repeat each (5 runs on a quiet machine) to know.',
    ])
  })

  it('say why a difference that the interval shows is not claimed', () => {
    const busy = { code: 'host-busy', message: 'others had 40 %' }
    const runs = [1, 2].map(factor =>
      runOf(`by${factor}-1`, { mutex: { throughputs: STEADY.map(value => value * factor) } }),
    )
    const doubtful = compareRuns(
      runs.map(document => ({ document: { ...document, warnings: [busy] }, name: '', imported: false })),
    )
    const last = present(comparisonPictures(doubtful, null).at(-1))
    expect(last.notes).toContain('No difference is claimed: others had part of the machine in A and B.')
    expect(present(dotsOf(last.shapes(ROLES, WIDTH))[0]).fill).toBe(ROLES.page)
  })

  it('stay inside their width, and are the same in a report', () => {
    for (const picture of pictures) {
      const shapes = picture.shapes(ROLES, WIDTH)
      for (const { x } of dotsOf(shapes)) expect(x).toBeLessThan(WIDTH)
      for (const shape of shapes) {
        if (shape.kind !== 'text' || (shape.align ?? 'left') !== 'left') continue
        expect(shape.x + textWidth(shape.text)).toBeLessThanOrEqual(WIDTH)
      }
    }
    const figures = comparisonFigures(comparison, null)
    expect(figures.map(({ title }) => title)).toEqual(pictures.map(({ title }) => title))
    expect(new Set(figures.map(({ id }) => id)).size).toBe(figures.length)
  })
})
