import { describe, expect, it } from 'vitest'
import { formatNanos } from '../../../src/charts/wait-histogram.ts'
import { picturesOf, type PicturedVariant } from '../../../src/charts/pictures.ts'
import { textWidth, type Shape } from '../../../src/charts/drawing.ts'
import { WORKER_STATES, type WorkerState } from '../../../src/contract/frames.ts'
import type { Probe } from '../../../src/contract/run-document.ts'
import type { ChartKind } from '../../../src/contract/words.ts'
import { present } from '../../helpers/present.ts'
import { ROLES } from './chart-roles.ts'

const state = (name: WorkerState): number => WORKER_STATES.indexOf(name)
const RUNS = state('runs')
const BLOCKED = state('blocked')
const WAITS = state('waits')

/** Two workers, five samples: T1 holds the gate, then T2, which waited for it. */
const PROBE: Probe = {
  state: 'completed',
  outcome: 'exact',
  durationMillis: 5,
  atMillis: [0, 1, 2, 3, 4],
  states: [
    [RUNS, BLOCKED],
    [RUNS, BLOCKED],
    [RUNS, RUNS],
    [BLOCKED, RUNS],
    [state('finished'), RUNS],
  ],
  owners: [{ name: 'gate', owners: [0, 0, 1, 1, -1] }],
  levels: [{ name: 'inside', title: 'workers inside', unit: 'workers', ceiling: 2, values: [0, 1, 2, 2, 1] }],
  waits: [
    { fromNanos: 96, toNanos: 112, count: 500 },
    { fromNanos: 10_240, toNanos: 12_288, count: 500 },
  ],
  perWorker: [30, 10],
}

function measured(median: number) {
  return { unit: 'ns/operation', median, low: median - 1, high: median + 1, n: 5 }
}

function weak(count: number) {
  return { name: 'sb-weak', grade: 'interesting', count, description: 'both loaded 0' } as const
}

const OUTCOMES = [
  {
    name: 'sb-weak',
    description: 'both loaded 0',
    state: null,
    allowedBy: { Atomics: false, x86: true },
    grades: { mutex: 'forbidden', plain: 'interesting' },
  },
] as const

const VARIANTS: readonly PicturedVariant[] = [
  {
    variant: 'mutex',
    title: 'mutex',
    probe: PROBE,
    instruments: [],
    curve: null,
    tiles: null,
    perWorker: [30, 10],
    outcomes: [],
    measures: { cost: measured(20) },
  },
  {
    variant: 'plain',
    title: 'plain',
    probe: null,
    instruments: [],
    curve: null,
    tiles: null,
    perWorker: [40, 40],
    outcomes: [weak(7)],
    measures: { cost: measured(2) },
  },
]

function pictureOf(kind: ChartKind, focused = 'mutex') {
  return present(picturesOf({ charts: [kind], outcomes: [...OUTCOMES], simulated: false }, VARIANTS, focused)[0], kind)
    .picture
}

function shapesOf<K extends Shape['kind']>(kind: ChartKind, shape: K): Extract<Shape, { kind: K }>[] {
  const drawn = pictureOf(kind).shapes(ROLES, 800)
  return drawn.filter((one): one is Extract<Shape, { kind: K }> => one.kind === shape)
}

const textsOf = (kind: ChartKind): string[] => shapesOf(kind, 'text').map(({ text }) => text)

describe('thread lanes', () => {
  it('draw who runs tall and solid, who is blocked low and hollow', () => {
    const rects = shapesOf('thread-lanes', 'rect')
    const [running, blocked] = [
      rects.filter(({ fill }) => fill === 'run'),
      rects.filter(({ stroke }) => stroke === 'blocked'),
    ]
    expect(running).toHaveLength(2)
    expect(blocked).toHaveLength(2)
    expect(running.every(({ height }) => height === 14)).toBe(true)
    expect(blocked.every(({ height, fill }) => height < 14 && fill === 'page')).toBe(true)
  })

  it('point from who released to who had waited and went on, once', () => {
    expect(shapesOf('thread-lanes', 'polygon')).toHaveLength(1)
  })

  it('say how often was looked, and what share of the samples each state had', () => {
    const { caption, table, finding } = pictureOf('thread-lanes')
    expect(caption).toContain('sampled 1000 times a second')
    const percent = (text: string): string => `${text}\u202f%`
    expect(table.rows).toEqual([
      ['T1', ...['60.0', '0', '20.0', '20.0', '0'].map(percent)],
      ['T2', ...['60.0', '0', '40.0', '0', '0'].map(percent)],
    ])
    expect(finding).toContain('T2 was seen running in 60')
    expect(finding).not.toContain('waiting')
  })

  it('draw a waiting event loop as a line, and say how often it was seen so', () => {
    const states = [[WAITS], [WAITS], [WAITS], [RUNS]]
    const variants = [{ ...present(VARIANTS[0]), probe: { ...PROBE, atMillis: [0, 1, 2, 3], states, owners: [] } }]
    const [found] = picturesOf({ charts: ['thread-lanes'], outcomes: [], simulated: false }, variants, 'mutex')
    const { picture } = present(found)
    const { finding, table } = picture
    const rects = picture.shapes(ROLES, 834).flatMap(shape => (shape.kind === 'rect' ? [shape] : []))
    expect(rects.map(({ x, width, height, fill }) => [x - 34, width, height, fill])).toEqual([
      [0, 600, 4, 'wait'],
      [600, 200, 14, 'run'],
    ])
    expect(finding).toContain('T1 was seen running in 25.0\u202f% of the samples, waiting in 75.0\u202f%')
    expect(table.rows).toEqual([['T1', '25.0\u202f%', '75.0\u202f%', '0\u202f%', '0\u202f%', '0\u202f%']])
  })
})

describe('an owner ribbon', () => {
  it('is empty where nobody holds the lock, and numbers who does', () => {
    const bars = shapesOf('owner-ribbon', 'rect').filter(({ fill }) => fill.startsWith('w'))
    expect(bars.map(({ fill }) => fill)).toEqual(['w1', 'w2'])
    expect(textsOf('owner-ribbon')).toEqual(expect.arrayContaining(['gate', '1', '2']))
  })
})

describe('a level strip', () => {
  it('draws the limit, and a step for each sample', () => {
    const [curve] = shapesOf('level-strip', 'curve')
    expect(curve?.runs[0]).toHaveLength(8)
    expect(textsOf('level-strip')).toEqual(expect.arrayContaining(['2', '0']))
    expect(pictureOf('level-strip').finding).toContain('at most 2 of 2 were seen')
  })

  it('names the highest level where it is beyond the limit, and no two places on top of each other', () => {
    const crowded = { name: 'queue', title: 'items', unit: 'items', ceiling: 4, values: [0, 4, 400, 400, 400] }
    const levels = [crowded, { ...crowded, title: 'items that wait for whoever is to take them out' }]
    const variants = [{ ...present(VARIANTS[0]), probe: { ...PROBE, levels } }]
    const { picture } = present(
      picturesOf({ charts: ['level-strip'], outcomes: [], simulated: false }, variants, 'mutex')[0],
    )
    const texts = picture.shapes(ROLES, 800).flatMap(shape => (shape.kind === 'text' ? [shape.text] : []))
    expect(texts).toEqual(
      expect.arrayContaining(['400', '4', 'items', 'items that wait for whoever is to take them out']),
    )
    expect(texts).not.toContain('0')
    const axis = Math.min(...picture.shapes(ROLES, 800).flatMap(shape => (shape.kind === 'line' ? [shape.x1] : [])))
    expect(axis).toBeGreaterThan(textWidth('items that wait for whoever is to take them out'))
  })

  it('has room for the highest level, whatever it is', () => {
    const levels = [
      { name: 'stock', title: 'tickets', unit: 'tickets', ceiling: 100_000, values: [100_000, 5, 4, 3, 0] },
    ]
    const variants = [{ ...present(VARIANTS[0]), probe: { ...PROBE, levels } }]
    const { picture } = present(
      picturesOf({ charts: ['level-strip'], outcomes: [], simulated: false }, variants, 'mutex')[0],
    )
    const labels = picture
      .shapes(ROLES, 800)
      .flatMap(shape => (shape.kind === 'text' && shape.align === 'right' ? [shape] : []))
    expect(labels.map(({ text }) => text)).toContain('100\u202f000')
    for (const { x, text } of labels.slice(0, -1)) expect(x).toBeGreaterThanOrEqual(textWidth(text))
  })
})

describe('a wait histogram', () => {
  it('marks the percentiles that enough waits carry', () => {
    expect(textsOf('wait-histogram')).toEqual(expect.arrayContaining(['p50', 'p95', 'p99']))
    const few = { ...PROBE, waits: [{ fromNanos: 96, toNanos: 112, count: 30 }] }
    const variants = [{ ...present(VARIANTS[0]), probe: few }]
    const { picture } = present(
      picturesOf({ charts: ['wait-histogram'], outcomes: [], simulated: false }, variants, 'mutex')[0],
    )
    expect(picture.finding).toBe('p50 at most 112\u202fns, p95 too few, p99 too few')
  })

  it('writes percentiles that lie close side by side, inside the figure', () => {
    const waits = [{ fromNanos: 9_000, toNanos: 9_990, count: 5000 }]
    const variants = [{ ...present(VARIANTS[0]), probe: { ...PROBE, waits } }]
    const { picture } = present(
      picturesOf({ charts: ['wait-histogram'], outcomes: [], simulated: false }, variants, 'mutex')[0],
    )
    const labels = picture
      .shapes(ROLES, 400)
      .flatMap(shape => (shape.kind === 'text' && /^p\d/.test(shape.text) ? [shape] : []))
    const places = labels.map(({ x }) => x)
    expect(places).toHaveLength(3)
    for (const [index, x] of places.slice(1).entries()) expect(x - (places[index] ?? 0)).toBeGreaterThanOrEqual(30)
    expect(Math.max(...places) + 30).toBeLessThanOrEqual(400)
  })

  it('writes durations in the unit that fits', () => {
    expect([5, 1500, 2_000_000, 3e9].map(formatNanos)).toEqual(['5\u202fns', '1.5\u202fµs', '2\u202fms', '3\u202fs'])
  })
})

describe('bars and maps', () => {
  it('give each worker a bar as long as its share of the most, and say how even that is', () => {
    const bars = shapesOf('fairness-bars', 'rect')
    expect(present(bars[0]).width / present(bars[1]).width).toBeCloseTo(3)
    expect(pictureOf('fairness-bars').caption).toContain('0.80')
  })

  it('put the cost of each variant on one scale, with its interval', () => {
    const [dear, cheap] = shapesOf('cost-ladder', 'circle')
    expect(present(dear).x).toBeGreaterThan(present(cheap).x)
    expect(pictureOf('cost-ladder').table.rows).toEqual([
      ['mutex', '20.0', '19.0', '21.0'],
      ['plain', '2.00', '1.00', '3.00'],
    ])
  })

  it('shade each worker of each variant by its share of the most', () => {
    const [cells, plates] = [true, false].map(isShaded =>
      shapesOf('heat-map', 'rect').filter(({ opacity }) => (opacity !== undefined) === isShaded),
    )
    expect(cells?.map(({ opacity }) => opacity)).toEqual([0.75, 0.25, 1, 1])
    expect(plates?.map(({ fill }) => fill)).toEqual(['page', 'page', 'page', 'page'])
  })
})

describe('a litmus table', () => {
  it('sets what was seen, graded, beside what each model allows', () => {
    const { table } = pictureOf('litmus-table')
    expect(table.columns).toEqual(['outcome', 'seen, mutex', 'seen, plain', 'Atomics', 'x86'])
    expect(table.rows).toEqual([['sb-weak', 'not run', '7', 'forbidden', 'allowed']])
    const seen = shapesOf('litmus-table', 'text').find(({ text }) => text === '7')
    expect(seen).toMatchObject({ fill: 'look', bold: true })
  })
})

describe('pictures', () => {
  it('leave out what there is nothing to draw of, and what has a place of its own', () => {
    const charts: ChartKind[] = ['thread-lanes', 'level-strip', 'outcome-table', 'fairness-bars']
    expect(picturesOf({ charts, outcomes: [], simulated: false }, VARIANTS, 'plain')).toEqual([
      expect.objectContaining({ kind: 'fairness-bars' }),
    ])
    const unheld = { ...PROBE, owners: [{ name: 'gate', owners: [-1, -1, -1, -1, -1] }] }
    const variants = [{ ...present(VARIANTS[0]), probe: unheld }]
    expect(picturesOf({ charts: ['owner-ribbon'], outcomes: [], simulated: false }, variants, 'mutex')).toEqual([])
  })
})

describe('a picture of a simulated experiment', () => {
  it('has its badge in the caption, the words and the numbers, so that it goes wherever the picture goes', () => {
    const [shown] = picturesOf({ charts: ['fairness-bars'], outcomes: [], simulated: true }, VARIANTS, 'mutex')
    const { caption, finding, table } = present(shown, 'a picture').picture
    expect([caption, finding, table.caption]).toEqual(new Array(3).fill(expect.stringMatching(/^SIMULATED, /)))
  })
})
