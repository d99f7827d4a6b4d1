import * as z from 'zod'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toTrace } from '../../../../src/engine/report/to-trace.ts'
import { anyRun } from '../../../helpers/any-run.ts'
import { present } from '../../../helpers/present.ts'
import { recordingOf } from '../../../helpers/recordings.ts'
import { traceTrouble } from '../../../helpers/trace-trouble.ts'
import { deadlockOf, philosophers } from '../../../helpers/wait-records.ts'
import { waitsDocument, waitsPlan } from '../../../helpers/waits-run.ts'

const RUNS = fc.sample(anyRun, { numRuns: 60, seed: 7 })

describe('a trace', () => {
  it('is sorted, nests, and has arrows from slice to slice, whatever the run was', () => {
    expect(RUNS.flatMap(run => traceTrouble(toTrace(run)))).toEqual([])
    const all = RUNS.map(toTrace).join('')
    for (const kind of ['"ph":"s"', '"ph":"f"', '"ph":"C"', '"ph":"i"', 'waits for']) expect(all).toContain(kind)
  })

  it('draws who unblocked whom from the one that woke to the one that went on', () => {
    const run = present(RUNS[0])
    const [variant] = run.variants
    const recording = recordingOf([{ worker: 1, from: 1, to: 4, end: 'woken', by: 0 }])
    const probe = { ...present(RUNS.flatMap(one => one.variants.flatMap(own => own.probe ?? []))[0]), recording }
    const text = toTrace({ ...run, variants: [{ ...present(variant), probe }] })
    expect(traceTrouble(text)).toEqual([])
    const events = z.object({ traceEvents: z.array(z.record(z.string(), z.unknown())) }).parse(JSON.parse(text))
    const arrows = events.traceEvents.filter(({ ph }) => ph === 's' || ph === 'f')
    expect(arrows).toMatchObject([
      { ph: 's', tid: 1, ts: 4000, name: 'wakes' },
      { ph: 'f', tid: 2, ts: 4000, bp: 'e' },
    ])
    expect(events.traceEvents).toContainEqual(
      expect.objectContaining({ ph: 'X', tid: 2, name: 'waits for gate', ts: 1000, dur: 3000 }),
    )
  })

  it('has the proof of a deadlock at its moment', () => {
    const text = toTrace(waitsDocument(waitsPlan(3, 'end'), [philosophers(3)], [deadlockOf(3)]))
    expect(traceTrouble(text)).toEqual([])
    expect(text).toContain('DEADLOCK (proved)')
    expect(text).toContain('"waits for fork 2"')
  })

  it('would be caught with slices that overlap, arrows without an end, and events out of order', () => {
    const trace = (...events: object[]) => JSON.stringify({ traceEvents: events, displayTimeUnit: 'ns' })
    const slice = (ts: number, dur: number) => ({ ph: 'X', name: 's', pid: 1, tid: 1, ts, dur })
    expect(traceTrouble(trace(slice(0, 5), slice(2, 5)))).toEqual(['1/1: "s" reaches out of "s"'])
    expect(traceTrouble(trace(slice(3, 1), slice(0, 1)))).toContain('event 1 comes after a later one')
    const arrow = { ph: 's', name: 'a', pid: 1, tid: 1, ts: 0, id: 1 }
    expect(traceTrouble(trace(slice(0, 5), arrow))).toEqual(['arrow 1 has not two ends'])
    expect(traceTrouble(trace(slice(3, 5), arrow, { ...arrow, ph: 'f', ts: 4 }))).not.toEqual([])
  })
})
