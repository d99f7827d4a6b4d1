import { describe, expect, it } from 'vitest'
import { breakEven } from '../../../src/charts/break-even.ts'
import type { Shape } from '../../../src/charts/drawing.ts'
import { grid } from '../../../src/charts/grid.ts'
import { picturesOf, type PicturedVariant } from '../../../src/charts/pictures.ts'
import { wallBars } from '../../../src/charts/wall-bars.ts'
import { ROLES } from './chart-roles.ts'

const measured = (median: number, low: number | null = null, high: number | null = null) => ({
  unit: 'ms',
  median,
  low,
  high,
  n: 5,
})

function variant(title: string, measures: PicturedVariant['measures'], trials: PicturedVariant['trials'] = []) {
  return {
    variant: title,
    title,
    measures,
    perWorker: [],
    probe: null,
    instruments: [],
    curve: null,
    tiles: null,
    outcomes: [],
    trials,
  }
}

function texts(shapes: readonly Shape[]): string[] {
  return shapes.flatMap(shape => (shape.kind === 'text' ? [shape.text] : []))
}

describe('bars of wall time', () => {
  const variants = [variant('serial', { wall: measured(80, 70, 90) }), variant('threads', { wall: measured(20) })]

  it('are as long as the times, from 0 on', () => {
    const bars = wallBars(variants)
      .shapes(ROLES, 600)
      .flatMap(shape => (shape.kind === 'rect' ? [shape.width] : []))
    expect(bars).toHaveLength(2)
    expect((bars[0] ?? 0) / (bars[1] ?? 1)).toBeCloseTo(4, 5)
  })

  it('say the times in words and in a table', () => {
    const { finding, table } = wallBars(variants)
    expect(finding).toMatch(/^serial 80\.0\s*ms, threads 20\.0\s*ms$/u)
    expect(table.rows.map(row => row.length)).toEqual([5, 5])
  })
})

describe('a grid', () => {
  const columns = [
    { title: 'threads', cells: { sharedWords: 'works', closure: 'throws: it cannot be cloned' } },
    { title: 'processes', cells: { sharedWords: 'absent', closure: 'throws: no' } },
  ]

  it('has a row for each observation and a column for each variant', () => {
    const { table, finding, notes } = grid(columns)
    expect(table.columns).toEqual(['observation', 'threads', 'processes'])
    expect(table.rows).toEqual([
      ['shared words', 'works', 'absent'],
      ['closure', 'throws: it cannot be cloned', 'throws: no'],
    ])
    expect(finding).toBe('threads: shared words works, closure throws; processes: shared words absent, closure throws')
    expect(notes).toEqual(['threads, closure: throws: it cannot be cloned', 'processes, closure: throws: no'])
  })

  it('shows the words, and keeps what there is to add for below', () => {
    const shown = texts(grid(columns).shapes(ROLES, 600))
    expect(shown).toEqual(['threads', 'processes', 'shared words', 'works', 'absent', 'closure', 'throws', 'throws'])
  })

  it('is made of the last completed trial of each variant', () => {
    const trial = (index: number, state: 'completed' | 'crashed', cell: string) => ({
      index,
      state,
      outcome: null,
      durationMillis: 1,
      operations: 1,
      observed: { cell, count: 3 },
      reason: null,
    })
    const trials = [trial(0, 'completed', 'works'), trial(1, 'completed', 'copies'), trial(2, 'crashed', 'throws')]
    const [drawn] = picturesOf(
      { charts: ['grid'], outcomes: [], simulated: false },
      [variant('threads', {}, trials)],
      'threads',
    )
    expect(drawn?.picture.table.rows).toEqual([['cell', 'copies']])
    expect(
      picturesOf({ charts: ['grid'], outcomes: [], simulated: false }, [variant('threads', {})], 'threads'),
    ).toEqual([])
  })
})

describe('the picture of the break-even', () => {
  it('says from how much work on workers pay, and that some did not', () => {
    const picture = breakEven([
      variant('threads', { work: measured(100), 'break-even-warm': measured(2), 'break-even-cold': measured(250) }),
      variant('processes', { work: measured(100) }),
    ])
    expect(picture?.table.rows.map(row => row.slice(2))).toEqual([
      [expect.stringMatching(/^2\.00\s*ms$/u), expect.stringMatching(/^250\s*ms$/u)],
      ['not here', 'not here'],
    ])
    expect(picture?.finding).toContain('processes did not pay')
    const marks = picture?.shapes(ROLES, 700).flatMap(shape => (shape.kind === 'circle' ? [shape.x] : [])) ?? []
    // Warm and cold, two circles each, the cold ones further right.
    expect(marks).toHaveLength(4)
    expect(marks[2]).toBeGreaterThan(marks[0] ?? Infinity)
  })

  it('is not drawn without measures', () => {
    expect(breakEven([variant('serial', {})])).toBeNull()
  })
})
