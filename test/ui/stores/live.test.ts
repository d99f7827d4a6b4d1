import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeFrame, type Frame } from '../../../src/contract/frames.ts'
import { useLiveStore } from '../../../src/renderer/stores/live.ts'
import type { RateRing } from '../../../src/renderer/stores/rate-ring.ts'
import { documentOf, planOf, recordedTrial, snapshot } from '../fixtures/documents.ts'

function frame(changed: Partial<Frame>): Float64Array {
  const usual = {
    sequence: 1,
    arm: 0,
    trial: 0,
    runMillis: 0,
    intervalMillis: 50,
    latenessMillis: 0,
    states: [2, 2],
    tiles: null,
  }
  return encodeFrame({ ...usual, atMillis: 50, operations: [0, 0], ...changed })
}

/** Time in ms and the rate of T1, gaps as null. */
function line(ring: RateRing | undefined): [number, number | null][] {
  if (ring === undefined) throw new Error('there is no such arm')
  return Array.from({ length: ring.length }, (_, index) => [
    ring.timeMillis(index),
    ring.isGap(index) ? null : Math.round(ring.rate(0, index)),
  ])
}

describe('the live store', () => {
  beforeEach(() => {
    setActivePinia(createPinia())
  })

  function started() {
    const live = useLiveStore()
    live.onEvent({ kind: 'run-started', runId: 'r1', plan: planOf('r1') })
    return live
  }

  it('makes rates from what two frames differ in', () => {
    const live = started()
    live.onFrame(frame({ sequence: 1, atMillis: 50, operations: [500, 50] }))
    live.onFrame(frame({ sequence: 2, atMillis: 100, operations: [1500, 60] }))
    expect(line(live.run?.arms[0]?.ring)).toEqual([
      [0, 10_000],
      [50, 10_000],
      [100, 20_000],
    ])
    expect(live.run?.arms[0]?.ring.rate(1, 2)).toBe(200)
    expect(live.run?.workers[1]?.rate).toBe(200)
  })

  it('spreads coalesced frames over the time they stand for', () => {
    const live = started()
    live.onFrame(frame({ sequence: 1, atMillis: 50, operations: [500, 0] }))
    live.onFrame(frame({ sequence: 5, atMillis: 250, operations: [2500, 0] }))
    expect(line(live.run?.arms[0]?.ring).at(-1)).toEqual([250, 10_000])
  })

  it('draws trials one after the other on the arm’s own time, with a gap between', () => {
    const live = started()
    live.onFrame(frame({ sequence: 1, trial: 0, atMillis: 50, operations: [500, 500] }))
    const first = recordedTrial(0, 0)
    live.onEvent({
      kind: 'trial-finished',
      runId: 'r1',
      recorded: { ...first, trial: { ...first.trial, durationMillis: 60 } },
    })
    live.onFrame(frame({ sequence: 2, trial: 1, atMillis: 40, operations: [800, 800] }))
    expect(line(live.run?.arms[0]?.ring)).toEqual([
      [0, 10_000],
      [50, 10_000],
      [50, null],
      [60, 20_000],
      [100, 20_000],
    ])
  })

  it('shows a trial that nobody saw run by its mean', () => {
    const live = started()
    live.onEvent({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(1, 0) })
    expect(line(live.run?.arms[1]?.ring)).toEqual([
      [0, 10_000_000],
      [10, 10_000_000],
      [10, null],
    ])
    expect(live.run?.arms[1]?.measuredMillis).toBe(10)
    expect(live.run?.arms[0]?.ring.length).toBe(0)
  })

  it('does not add up workers that did not overlap as if they had', () => {
    const live = started()
    const recorded = recordedTrial(1, 0)
    const alone = { operations: 1000, measuredMillis: 1, cpuMillis: 1 }
    live.onEvent({
      kind: 'trial-finished',
      runId: 'r1',
      recorded: { ...recorded, trial: { ...recorded.trial, durationMillis: 10 }, perWorker: [alone, alone] },
    })
    expect(line(live.run?.arms[1]?.ring)[0]).toEqual([0, 100_000])
  })

  it('draws the rest of a trial after its last frame from the trial’s own figures', () => {
    const live = started()
    live.onFrame(frame({ atMillis: 50, operations: [500, 500] }))
    const recorded = recordedTrial(0, 0)
    const figures = { operations: 2500, measuredMillis: 150, cpuMillis: 140 }
    live.onEvent({
      kind: 'trial-finished',
      runId: 'r1',
      recorded: {
        ...recorded,
        trial: { ...recorded.trial, durationMillis: 150 },
        perWorker: [figures, figures],
      },
    })
    expect(line(live.run?.arms[0]?.ring).at(-2)).toEqual([150, 20_000])
  })

  it('guesses nothing where workers had to be terminated', () => {
    const live = started()
    live.onEvent({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(0, 0, { perWorker: [] }) })
    expect(live.run?.arms[0]?.ring.length).toBe(0)
    expect(live.run?.arms[0]?.measuredMillis).toBe(10)
  })

  it('drops what is of another run, of a trial that has ended, or comes twice', () => {
    const live = started()
    live.onEvent({ kind: 'trial-finished', runId: 'r0', recorded: recordedTrial(0, 0) })
    expect(live.run?.arms[0]?.trials).toBe(0)
    live.onEvent({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(0, 0) })
    const before = line(live.run?.arms[0]?.ring)
    live.onFrame(frame({ sequence: 1, trial: 0 }))
    live.onFrame(frame({ sequence: 2, trial: 1, arm: 17 }))
    live.onFrame(frame({ sequence: 3, trial: 1, operations: [1], states: [2] }))
    expect(line(live.run?.arms[0]?.ring)).toEqual(before)
    live.onFrame(frame({ sequence: 4, trial: 1, operations: [10, 10] }))
    live.onFrame(frame({ sequence: 4, trial: 1, operations: [99, 99], atMillis: 60 }))
    expect(line(live.run?.arms[0]?.ring)).toHaveLength(before.length + 2)
    expect(live.counts.dropped).toBe(4)
  })

  it('drops frames once the run has ended', () => {
    const live = started()
    live.onEvent({ kind: 'run-finished', runId: 'r1', document: documentOf(planOf('r1'), []) })
    live.onFrame(frame({ operations: [10, 10] }))
    expect(live.run?.arms[0]?.ring.length).toBe(0)
  })

  it('leaves warm-up out of the curve, and sees the workers in it', () => {
    const live = started()
    live.onFrame(frame({ trial: -1, operations: [500, 500], states: [2, 5] }))
    expect(live.run?.arms[0]?.ring.length).toBe(0)
    expect(live.run?.workers.map(worker => worker.states.last)).toEqual([2, 5])
  })

  it('adds up CPU time over the run, and shows no share of too little', () => {
    const live = started()
    for (let index = 0; index < 4; index++) {
      live.onEvent({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(0, index) })
    }
    expect(live.run?.workers[0]?.cpuShare).toBeNull()
    live.onEvent({ kind: 'trial-finished', runId: 'r1', recorded: recordedTrial(0, 4) })
    expect(live.run?.workers[0]?.cpuShare).toBe(0.9)
    expect(live.run?.workers[0]?.operations).toBe(500_000)
  })

  it('tells its listeners of every frame, until they leave', () => {
    const live = started()
    let told = 0
    const leave = live.subscribe(() => (told += 1))
    live.onFrame(frame({ sequence: 1, operations: [10, 10] }))
    leave()
    live.onFrame(frame({ sequence: 2, atMillis: 100, operations: [20, 20] }))
    expect(told).toBe(1)
  })

  it('draws a run that went on before the page came, from its series where there is one', () => {
    const live = useLiveStore()
    const series = {
      trial: 0,
      atMillis: [5, 10],
      latenessMillis: [0, 0],
      operations: [
        [50, 50],
        [150, 150],
      ],
    }
    const recorded = [recordedTrial(0, 0, { series }), recordedTrial(0, 1, { perWorker: [] }), recordedTrial(0, 2)]
    const underWay = {
      plan: planOf('r1'),
      phase: 'measuring',
      workersReady: 2,
      recorded,
      waits: null,
      deadlock: null,
      curve: null,
    } as const
    live.onSnapshot(snapshot({ underWay }))
    expect(line(live.run?.arms[0]?.ring)).toEqual([
      [0, 10_000],
      [5, 10_000],
      [10, 20_000],
      [10, null],
      [20, 10_000_000],
      [30, 10_000_000],
      [30, null],
    ])
  })

  it('keeps what was seen live when the page attaches again after the run', () => {
    const live = started()
    live.onFrame(frame({ operations: [500, 500] }))
    live.onFrame(frame({ sequence: 2, atMillis: 100, runMillis: 170, operations: [600, 600] }))
    const seen = line(live.run?.arms[0]?.ring)
    live.onSnapshot(snapshot({ last: documentOf(planOf('r1'), [recordedTrial(0, 0)], 'crashed') }))
    expect(line(live.run?.arms[0]?.ring)).toEqual(seen)
    expect(live.run?.finished).toBe(true)
    expect(live.run?.endedMillis).toBe(170)
  })

  it('draws the last run’s series for a page that did not see it', () => {
    const live = useLiveStore()
    const series = { trial: 0, atMillis: [5], latenessMillis: [0], operations: [[50, 60]] }
    live.onSnapshot(snapshot({ last: documentOf(planOf('r1'), [recordedTrial(0, 0, { series })]) }))
    expect(line(live.run?.arms[0]?.ring).slice(0, 2)).toEqual([
      [0, 10_000],
      [5, 10_000],
    ])
    expect(live.run?.finished).toBe(true)
  })

  it('keeps the image in tiles as the last frame showed it, and the last tiles from the end of the trial', () => {
    const live = started()
    live.onFrame(frame({ trial: -1, tiles: { columns: 2, owners: [1, 0, 0, 0] } }))
    expect(live.run?.tiles).toEqual({ columns: 2, owners: [1, 0, 0, 0] })
    const tiles = { trial: 0, columns: 2, owners: [1, 2, 2, 1], finishedMillis: [1, 2, 3, 4], costs: [1, 1, 1, 1] }
    live.onEvent({ kind: 'trial-finished', runId: 'r1', recorded: { ...recordedTrial(0, 0), tiles } })
    expect(live.run?.tiles).toMatchObject({ columns: 2, owners: [1, 2, 2, 1] })
    live.onFrame(frame({ sequence: 2, trial: 1 }))
    expect(live.run?.tiles).toBeNull()
  })
})
