import { describe, expect, it } from 'vitest'
import { gantt } from '../../../src/charts/gantt.ts'
import type { Shape } from '../../../src/charts/drawing.ts'
import { picturesOf } from '../../../src/charts/pictures.ts'
import type { Probe } from '../../../src/contract/run-document.ts'
import { spansSchema, type Spans } from '../../../src/contract/timeline.ts'
import { ROLES } from './chart-roles.ts'

type Told = readonly [row: number, from: number, to: number | null, label?: string, does?: 'runs' | 'waits']

function spansOf(rows: readonly string[], told: readonly Told[]): Spans {
  return spansSchema.parse({
    rows,
    row: told.map(([row]) => row),
    fromMillis: told.map(([, from]) => from),
    toMillis: told.map(([, , to]) => to),
    label: told.map(([, , , label = '']) => label),
    does: told.map(([, , , , does = 'runs']) => does),
    dropped: 0,
  })
}

function shapesOf<K extends Shape['kind']>(spans: Spans, kind: K, width = 800): Extract<Shape, { kind: K }>[] {
  return gantt(spans, 'plain')
    .shapes(ROLES, width)
    .filter((one): one is Extract<Shape, { kind: K }> => one.kind === kind)
}

/** Two tasks after each other on T1, one beside them on T2 that only waits and has not ended. */
const THREE = spansOf(
  ['T1', 'T2'],
  [
    [0, 0, 40, 'a'],
    [0, 40, 100, 'b'],
    [1, 20, null, 'c', 'waits'],
  ],
)

describe('a gantt chart', () => {
  it('draws every bar in its row, from when to when it lasted', () => {
    const [a, b, c] = shapesOf(THREE, 'rect')
    const perMilli = (800 - 34) / 100
    expect(a).toMatchObject({ x: 34, fill: 'run', height: 14 })
    expect(a?.width).toBeCloseTo(40 * perMilli - 1)
    expect(b?.x).toBeCloseTo(34 + 40 * perMilli)
    expect(b?.y).toBe(a?.y)
    expect(c?.x).toBeCloseTo(34 + 20 * perMilli)
    expect((c?.y ?? 0) - (a?.y ?? 0)).toBeGreaterThan(20)
  })

  it('draws what waits low, and in the colour of waits', () => {
    const waiting = shapesOf(THREE, 'rect').filter(({ fill }) => fill === 'wait')
    expect(waiting).toHaveLength(1)
    expect(waiting[0]?.height).toBeLessThan(14)
    expect(gantt(THREE, 'plain').caption).toContain('a line waits, tall runs')
  })

  it('names rows, and bars where there is room', () => {
    const texts = (width: number): string[] => shapesOf(THREE, 'text', width).map(({ text }) => text)
    expect(texts(800)).toEqual(expect.arrayContaining(['T1', 'T2', 'a', 'b', 'c']))
    expect(texts(60)).toContain('T1')
    expect(texts(60)).not.toContain('a')
  })

  it('says how many there were at the same time: who begins when another ends is not beside it', () => {
    expect(gantt(THREE, 'plain').finding).toBe('3 bars within 100\u202fms; at most 2 at the same time')
    const oneByOne = [0, 1, 2].map((n): Told => [n, n * 10, n * 10 + 10])
    expect(gantt(spansOf(['1', '2', '3'], oneByOne), 'plain').finding).toContain('at most 1 at the same time')
  })

  it('has a table of the same, in the order of beginning, and says what has not ended', () => {
    expect(gantt(THREE, 'plain').table.rows).toEqual([
      ['T1', 'a', 'runs', '0\u202fµs', '40.0\u202fms', '40.0\u202fms'],
      ['T2', 'c', 'waits', '20.0\u202fms', 'not ended', ''],
      ['T1', 'b', 'runs', '40.0\u202fms', '100\u202fms', '60.0\u202fms'],
    ])
  })

  it('has no more marks than pixels, however many bars there are', () => {
    const many = Array.from({ length: 50_000 }, (_, n): Told => [0, n / 50, n / 50 + 0.01])
    const picture = spansOf(['T1'], many)
    expect(shapesOf(picture, 'rect').length).toBeLessThanOrEqual(800)
    expect(gantt(picture, 'plain').table.rows).toHaveLength(500)
  })

  it('draws a long bar inside a longer one', () => {
    const nested = spansOf(
      ['T1'],
      [
        [0, 0, 100],
        [0, 20, 60],
      ],
    )
    expect(shapesOf(nested, 'rect')).toHaveLength(2)
  })

  it('leaves rows beyond a page out, and says so', () => {
    const rows = Array.from({ length: 100 }, (_, n) => String(n + 1))
    const picture = gantt(
      spansOf(
        rows,
        rows.map((_, n): Told => [n, 0, 1]),
      ),
      'plain',
    )
    expect(picture.notes).toEqual(['60 more rows not drawn.'])
    expect(picture.height).toBeLessThan(800)
    expect(picture.table.rows).toHaveLength(100)
  })

  it('says what was not noted', () => {
    expect(gantt({ ...THREE, dropped: 1 }, 'plain').notes).toEqual([
      'There was no room to note 1 more bar; they came later.',
    ])
    expect(gantt(THREE, 'plain').notes).toEqual([])
  })

  it('is left out where nothing was noted', () => {
    const probe: Probe = {
      state: 'completed',
      outcome: null,
      durationMillis: 1,
      atMillis: [],
      states: [],
      owners: [],
      levels: [],
      waits: [],
      perWorker: [],
    }
    const drawn = (noted: Partial<Probe>) =>
      picturesOf(
        { charts: ['gantt'], outcomes: [], simulated: false },
        [
          {
            variant: 'plain',
            title: 'plain',
            probe: { ...probe, ...noted },
            instruments: [],
            curve: null,
            tiles: null,
            perWorker: [],
            outcomes: [],
            measures: {},
          },
        ],
        'plain',
      )
    expect(drawn({})).toEqual([])
    expect(drawn({ spans: spansOf(['T1'], []) })).toEqual([])
    expect(drawn({ spans: THREE })).toHaveLength(1)
  })
})
