import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/charts/drawing.ts'
import { textWidth } from '../../../src/charts/drawing.ts'
import { picturesOf, type PicturedVariant } from '../../../src/charts/pictures.ts'
import type { Compared, ComparedRun } from '../../../src/contract/comparison.ts'
import type { Trial } from '../../../src/contract/run-document.ts'
import { present } from '../../helpers/present.ts'
import { ROLES } from './chart-roles.ts'

function run(actual: number, wallMillis: number): ComparedRun {
  return { expected: 200_000, actual, wallMillis, cpuMillis: 8, serialMillis: 20 }
}

function compared(name: string, runs: ComparedRun[], more: Partial<Compared> = {}): Compared {
  const meanings = { wrongIs: 'interesting', ifRight: 'nothing lost', ifWrong: 'something lost' } as const
  return { name, state: 'ran', why: null, runs, ...meanings, ...more }
}

const ROWS = [
  compared('CPython 3.9.18', [run(150_000, 40)]),
  compared('CPython 3.13.0', [run(200_000, 20)]),
  compared('CPython, free-threaded', [], { state: 'absent', why: 'not found', ifRight: '', ifWrong: '' }),
]

function trial(rows?: Compared[]): Trial {
  const ended = { index: 0, state: 'completed', outcome: 'exact', reason: null } as const
  const own = { ...ended, durationMillis: 1, operations: 0, observed: {} }
  return rows === undefined ? own : { ...own, compared: rows }
}

function variant(trials: PicturedVariant['trials']): PicturedVariant {
  const rest = { probe: null, instruments: [], perWorker: [], outcomes: [], measures: {}, curve: null, tiles: null }
  return { variant: 'increment', title: 'counter += 1', ...rest, ...(trials === undefined ? {} : { trials }) }
}

function pictures(trials: PicturedVariant['trials']) {
  return picturesOf({ charts: ['comparison-table'], outcomes: [], simulated: false }, [variant(trials)], 'increment')
}

function drawn<K extends Shape['kind']>(kind: K, width: number): Extract<Shape, { kind: K }>[] {
  const shapes = present(pictures([trial(ROWS)])[0]).picture.shapes(ROLES, width)
  return shapes.filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind)
}

describe('a comparison table', () => {
  it('is drawn only where there is something to compare', () => {
    expect(pictures(undefined)).toEqual([])
    expect(pictures([trial()])).toEqual([])
    expect(pictures([trial(ROWS)])).toHaveLength(1)
  })

  it('says result and times of everybody, and that one is absent', () => {
    const texts = drawn('text', 900).map(({ text }) => text)
    expect(texts).toEqual(
      expect.arrayContaining(['CPython 3.9.18', '150\u202f000 for 200\u202f000', '0.500×', 'absent']),
    )
    const { notes, table, finding } = present(pictures([trial(ROWS)])[0]).picture
    expect(notes).toEqual([
      'CPython 3.9.18: something lost.',
      'CPython 3.13.0: nothing lost.',
      'CPython, free-threaded: not found.',
    ])
    expect(table.rows).toHaveLength(3)
    expect(finding).toContain('CPython, free-threaded, absent')
  })

  it('draws times as bars on one scale, none for who is absent', () => {
    const [slow, fast, none] = drawn('rect', 900).map(({ width }) => width)
    expect(present(slow)).toBeCloseTo(present(fast) * 2)
    expect(none).toBe(0)
  })

  it('marks a wrong result by its grade', () => {
    const wrong = drawn('text', 900).find(({ text }) => text.startsWith('150'))
    expect(wrong?.fill).toBe(ROLES.look)
  })

  it.each([700, 900, 1600])('keeps texts of a row apart at %s pixels, and within the picture', width => {
    const rows = Map.groupBy(
      drawn('text', width).filter(({ text }) => text !== ''),
      ({ y }) => y,
    )
    const bars = drawn('rect', width)
    for (const [y, texts] of rows) {
      const spans = texts.map(({ x, text, align }) =>
        align === 'right' ? [x - textWidth(text), x] : [x, x + textWidth(text)],
      )
      const bar = bars.find(rect => Math.abs(rect.y + rect.height / 2 - y) < 1 && rect.width > 0)
      if (bar !== undefined) spans.push([bar.x, bar.x + bar.width])
      const sorted = spans.toSorted(([a = 0], [b = 0]) => a - b)
      for (const [index, [, end = 0]] of sorted.entries())
        expect(end).toBeLessThanOrEqual(sorted[index + 1]?.[0] ?? width)
    }
  })
})
