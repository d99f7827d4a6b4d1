import { describe, expect, it } from 'vitest'
import { WORKER_STATES, type WorkerState } from '../../../src/contract/frames.ts'
import { StateRing, UNSEEN } from '../../../src/renderer/stores/state-ring.ts'

function numberOf(state: WorkerState): number {
  return WORKER_STATES.indexOf(state)
}

const RUNS = numberOf('runs')
const PARKED = numberOf('parked')
const BLOCKED = numberOf('blocked')

describe('StateRing', () => {
  it('knows what was seen last', () => {
    const ring = new StateRing()
    expect(ring.last).toBe(UNSEEN)
    ring.push(0, RUNS)
    ring.push(10, PARKED)
    expect(ring.last).toBe(PARKED)
  })

  it('paints nothing before the first sight, and each state until the next', () => {
    const ring = new StateRing()
    ring.push(20, RUNS)
    ring.push(60, PARKED)
    expect([...ring.columns(0, 100, 5)]).toEqual([UNSEEN, RUNS, RUNS, PARKED, PARKED])
  })

  it('lets the state that says most about the CPU win a shared column', () => {
    const ring = new StateRing()
    ring.push(0, PARKED)
    ring.push(12, RUNS)
    ring.push(14, PARKED)
    ring.push(32, BLOCKED)
    ring.push(34, PARKED)
    expect([...ring.columns(0, 40, 4)]).toEqual([PARKED, RUNS, PARKED, BLOCKED])
  })

  it('goes on from before the span', () => {
    const ring = new StateRing()
    ring.push(0, RUNS)
    expect([...ring.columns(1000, 1010, 2)]).toEqual([RUNS, RUNS])
  })

  it('keeps what it knows when something older comes late', () => {
    const ring = new StateRing()
    ring.push(50, RUNS)
    ring.push(40, PARKED)
    expect(ring.last).toBe(RUNS)
  })

  it('forgets the oldest when it is full', () => {
    const ring = new StateRing(2)
    ring.push(0, RUNS)
    ring.push(10, PARKED)
    ring.push(20, RUNS)
    expect([...ring.columns(0, 30, 3)]).toEqual([UNSEEN, PARKED, RUNS])
  })
})
