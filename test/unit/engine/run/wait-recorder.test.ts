import { describe, expect, it } from 'vitest'
import type { Resource, WaitSample } from '../../../../src/contract/wait-graph.ts'
import { WaitRecorder } from '../../../../src/engine/run/wait-recorder.ts'
import { WaitTimes } from '../../../../src/engine/run/wait-times.ts'

const RESOURCES: Resource[] = ['unused', 'a', 'b'].map(name => ({ name, kind: 'mutex' }))

function sample(atMillis: number, changed: Partial<WaitSample> = {}): WaitSample {
  const holds = [{ worker: 0, resource: 2 }]
  return { atMillis, waits: [], holds, left: [], permits: [], steps: [0], cycles: [], ...changed }
}

describe('a record of waits', () => {
  it('names only what somebody waits for or holds', () => {
    const recorder = new WaitRecorder(RESOURCES, 10)
    recorder.add(sample(1, { waits: [{ worker: 1, resource: 1, sinceMillis: 1, timed: false }] }))
    expect(recorder.record(4)).toEqual({
      trial: 4,
      resources: [
        { name: 'a', kind: 'mutex' },
        { name: 'b', kind: 'mutex' },
      ],
      samples: [
        sample(1, {
          waits: [{ worker: 1, resource: 0, sinceMillis: 1, timed: false }],
          holds: [{ worker: 0, resource: 1 }],
        }),
      ],
      dropped: 0,
    })
  })

  it('gets coarser when there is too much, keeps every proof, and counts what it leaves out', () => {
    const recorder = new WaitRecorder(RESOURCES, 8)
    for (let at = 0; at < 100; at++) recorder.add(sample(at, at === 33 ? { cycles: [[0, 1]] } : {}))
    const record = recorder.record(0)
    const kept = record?.samples.map(({ atMillis }) => atMillis) ?? []
    expect(kept.length).toBeLessThanOrEqual(9)
    expect(kept).toContain(33)
    expect(kept[0]).toBe(0)
    expect(kept.length + (record?.dropped ?? 0)).toBe(100)
  })

  it('is none where nobody was seen with a lock', () => {
    const recorder = new WaitRecorder(RESOURCES, 8)
    recorder.add(sample(1, { holds: [] }))
    expect(recorder.record(0)).toBeNull()
  })
})

describe('the time of a wait', () => {
  it('begins with the look that first finds its epoch', () => {
    const reading = { waitsFor: 1, timed: false, ownerWord: 0, owner: -1, epochAfter: 3 }
    const times = new WaitTimes()
    expect([...times.update([{ ...reading, epochBefore: 3 }], 5)]).toEqual([[0, 5]])
    expect([...times.update([{ ...reading, epochBefore: 3 }], 9)]).toEqual([[0, 5]])
    expect([...times.update([{ ...reading, epochBefore: 4 }], 10)]).toEqual([])
    expect([...times.update([{ ...reading, epochBefore: 5 }], 12)]).toEqual([[0, 12]])
  })
})
