import { describe, expect, it } from 'vitest'
import { notedSpans, SpanNotes, spanNotes } from '../../../../../src/engine/experiments/kit/span-notes.ts'

const ROOM = 3
const declared = spanNotes(ROOM)

function notes({ probing }: { readonly probing: boolean }) {
  const memory = declared.bind(new SharedArrayBuffer(declared.byteLength), 0)
  const clock = { probing, now: 0, nowNanos: () => clock.now }
  return { memory, clock, notes: new SpanNotes(memory, clock) }
}

const tell = (what: number) => ({ label: `#${String(what)}`, does: 'runs' }) as const

describe('notes of spans', () => {
  it('tell what began and ended when, and what has not ended', () => {
    const { memory, clock, notes: own } = notes({ probing: true })
    clock.now = 10
    const first = own.begin(0, 7)
    clock.now = 20
    own.begin(1, 8)
    own.end(first)
    expect(notedSpans(memory, tell)).toEqual({
      spans: [
        { row: 0, fromNanos: 10, toNanos: 20, label: '#7', does: 'runs' },
        { row: 1, fromNanos: 20, toNanos: null, label: '#8', does: 'runs' },
      ],
      dropped: 0,
    })
  })

  it('count what there is no room for', () => {
    const { memory, clock, notes: own } = notes({ probing: true })
    clock.now = 1
    for (let span = 0; span < 5; span++) own.end(own.begin(0, span))
    const { spans, dropped } = notedSpans(memory, tell)
    expect(spans.map(({ label }) => label)).toEqual(['#0', '#1', '#2'])
    expect(dropped).toBe(2)
  })

  it('are not made, and read no clock, in trials that count', () => {
    const { memory, clock } = notes({ probing: false })
    const own = new SpanNotes(memory, { ...clock, nowNanos: () => expect.unreachable('no clock is read') })
    own.end(own.begin(0, 1))
    expect(notedSpans(memory, tell)).toEqual({ spans: [], dropped: 0 })
  })
})
