import { describe, expect, it } from 'vitest'
import { toldTimeline } from '../../../../src/engine/pool/told-timeline.ts'

describe('what kernels noted of a trial', () => {
  it('is told in milliseconds since the start, a list for each property', () => {
    const spans = {
      rows: ['T1'],
      spans: [
        { row: 0, fromNanos: 3_000_000, toNanos: 5_500_000, label: 'a', does: 'runs' },
        { row: 0, fromNanos: 6_000_000, toNanos: null, label: '', does: 'waits' },
      ],
      dropped: 7,
    } as const
    expect(toldTimeline(spans, [{ dueNanos: 4_000_000, lagNanos: 250_000 }], 1_000_000)).toEqual({
      spans: {
        rows: ['T1'],
        row: [0, 0],
        fromMillis: [2, 5],
        toMillis: [4.5, null],
        label: ['a', ''],
        does: ['runs', 'waits'],
        dropped: 7,
      },
      lags: { dueMillis: [3], lagMillis: [0.25] },
    })
  })

  it('has nothing where the experiment notes nothing', () => {
    expect(toldTimeline(null, null, 0)).toEqual({})
  })
})
