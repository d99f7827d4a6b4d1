import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/charts/drawing.ts'
import { picturesOf, type PicturedVariant } from '../../../src/charts/pictures.ts'
import { WORKER_STATES } from '../../../src/contract/frames.ts'
import type { Probe, Recording } from '../../../src/contract/run-document.ts'
import { present } from '../../helpers/present.ts'
import { recordingOf } from '../../helpers/recordings.ts'
import { ROLES } from './chart-roles.ts'

const SAMPLED: Probe = {
  state: 'completed',
  outcome: 'exact',
  durationMillis: 10,
  atMillis: [0, 1],
  states: [
    [2, 2],
    [2, 2],
  ],
  owners: [],
  levels: [],
  waits: [],
  perWorker: [1, 1],
}

const RATIO = { unit: 'ratio', median: 1.03, low: 1.01, high: 1.05, n: 6 }

const WAITS = recordingOf([
  { worker: 1, from: 2, to: 4, end: 'woken', by: 0 },
  { worker: 0, from: 5, to: 6, timed: true, end: 'time-limit' },
  { worker: 1, from: 7, to: null, end: 'open' },
])

function lanesOf(
  recording: Recording,
  charts: readonly ['thread-lanes'] | readonly [] = ['thread-lanes'],
  sampled: Probe = SAMPLED,
) {
  const variant: PicturedVariant = {
    variant: 'mutex',
    title: 'mutex',
    probe: { ...sampled, recording },
    instruments: [{ name: 'event recording', ratio: RATIO }],
    curve: null,
    tiles: null,
    perWorker: [],
    outcomes: [],
    measures: {},
  }
  return present(picturesOf({ charts: [...charts], outcomes: [], simulated: false }, [variant], 'mutex')[0]).picture
}

/** 1034 pixels: the names take 34, so that a millisecond is 100. */
function shapesOf<K extends Shape['kind']>(recording: Recording, kind: K): Extract<Shape, { kind: K }>[] {
  const drawn = lanesOf(recording).shapes(ROLES, 1034)
  return drawn.filter((one): one is Extract<Shape, { kind: K }> => one.kind === kind)
}

describe('lanes from recorded events', () => {
  it('are exact: tall where a worker runs, low and hollow where it is blocked, dashed with a time limit', () => {
    const rects = shapesOf(WAITS, 'rect').map(({ x, width, height, fill, stroke, dash }) => {
      return [x - 34, width, height, stroke ?? fill, dash !== undefined]
    })
    expect(rects).toEqual([
      [0, 500, 14, 'run', false],
      [500, 100, 6, 'blocked', true],
      [600, 200, 14, 'run', false],
      [0, 200, 14, 'run', false],
      [200, 200, 6, 'blocked', false],
      [400, 300, 14, 'run', false],
      [700, 300, 6, 'blocked', false],
    ])
  })

  it('draw that an event loop waits as it was sampled, between the waits that were recorded', () => {
    const [runs, waits] = [WORKER_STATES.indexOf('runs'), WORKER_STATES.indexOf('waits')]
    const states = [[runs], [waits], [waits], [waits], [runs]]
    const sampled = { ...SAMPLED, atMillis: [0, 2, 4, 6, 8], states }
    const recording = recordingOf([{ worker: 0, from: 5, to: 6 }], { ran: [{ fromMillis: 0, toMillis: 10 }] })
    const picture = lanesOf(recording, ['thread-lanes'], sampled)
    const { caption, finding } = picture
    const rects = picture.shapes(ROLES, 1034).flatMap(shape => (shape.kind === 'rect' ? [shape] : []))
    expect(rects.map(({ x, width, fill, stroke }) => [x - 34, width, stroke ?? fill])).toEqual([
      [0, 200, 'run'],
      [200, 300, 'wait'],
      [500, 100, 'blocked'],
      [600, 200, 'wait'],
      [800, 200, 'run'],
    ])
    expect(caption).toContain('a line waits in its event loop, as sampled')
    expect(finding).toContain('its event loop was seen waiting in 60.0\u202f% of the samples')
  })

  it('join who woke to who went on', () => {
    const [head] = shapesOf(WAITS, 'polygon')
    const [tail] = shapesOf(WAITS, 'circle')
    expect(shapesOf(WAITS, 'polygon')).toHaveLength(1)
    expect(tail).toMatchObject({ x: 434, y: 13 })
    expect(present(head).points[0]).toEqual([434, 39])
  })

  it('hide the arrows where there are too many to be read, and say so', () => {
    const many = Array.from({ length: 201 }, (_, nth) => {
      return { worker: nth % 2, from: nth / 30, to: nth / 30 + 0.01, end: 'woken', by: (nth + 1) % 2 } as const
    })
    expect(shapesOf(recordingOf(many), 'polygon')).toEqual([])
    expect(lanesOf(recordingOf(many)).caption).toContain('201 arrows hidden')
  })

  it('draw no more marks than pixels, and the taller where states share one', () => {
    const tiny = Array.from({ length: 4000 }, (_, nth) => ({ worker: 0, from: nth / 500, to: nth / 500 + 0.001 }))
    expect(shapesOf(recordingOf(tiny), 'rect').every(({ fill }) => fill === 'run')).toBe(true)
  })

  it('say that every wait is there, how much a pixel is, and what recording cost', () => {
    const { caption, notes, finding } = lanesOf(WAITS)
    expect(caption).toContain('every wait recorded')
    expect(caption).not.toContain('sampled')
    expect(shapesOf(WAITS, 'text').map(({ text }) => text)).toContain('1 px is 10.0\u202fµs')
    expect(notes).toEqual([
      'Recorded: 1\u202f214 events, all kept.',
      'Event recording cost 3.00\u202f%, 95\u202f% interval 1.00 to 5.00\u202f% (6 pairs).',
    ])
    expect(finding).toContain('T2 was blocked in 50.0\u202f% of its time, in 2 waits')
  })

  it('end where the first worker had no room left, and say how much was not kept', () => {
    const full = recordingOf([{ worker: 1, from: 2, to: 4 }], { kept: 90_198, dropped: 214, untilMillis: 5 })
    expect(lanesOf(full).notes?.[0]).toBe(
      '214 of 90\u202f412 events were not kept. The picture ends where the first worker had no room left, ' +
        'after 5.00\u202fms of 10.0\u202fms.',
    )
    const blocked = shapesOf(full, 'rect').find(({ stroke }) => stroke === 'blocked')
    expect(blocked).toMatchObject({ x: 34 + 400, width: 400 })
  })

  it('list each wait with who ended it', () => {
    expect(lanesOf(WAITS).table).toMatchObject({
      columns: ['wait', 'for', 'began at', 'lasted', 'ended by'],
      rows: [
        ['T2, 1', 'gate', '2.00\u202fms', '2.00\u202fms', 'T1, who woke it'],
        ['T1, 1', 'gate', '5.00\u202fms', '1.00\u202fms', 'its time limit'],
        ['T2, 2', 'gate', '7.00\u202fms', 'did not end', 'nobody'],
      ],
    })
  })

  it('list the first of very many', () => {
    const many = Array.from({ length: 501 }, (_, nth) => ({ worker: 0, from: nth / 100, to: nth / 100 }))
    const { caption, rows } = lanesOf(recordingOf(many)).table
    expect([caption, rows.length]).toEqual(['the first 500 of 501 waits, in the order in which they began', 500])
  })

  it('are drawn for experiments that draw no lanes otherwise', () => {
    expect(lanesOf(WAITS, []).caption).toContain('every wait recorded')
  })
})
