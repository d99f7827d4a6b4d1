import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveProgress } from '../../../src/cli/live-progress.ts'
import type { RunEvent } from '../../../src/contract/events.ts'
import { encodeFrame } from '../../../src/contract/frames.ts'
import { exactTrials, summaryOf, trialThatLost } from '../../helpers/records.ts'
import { fakeTerminal } from './fake-terminal.ts'

const plan = summaryOf(['mutex', 'atomic-add'])
const STARTED: RunEvent = { kind: 'run-started', runId: plan.runId, plan }

function finished(arm: number, index: number, throughput: number): RunEvent {
  return { kind: 'trial-finished', runId: plan.runId, recorded: trialThatLost(0, arm, index, { throughput }) }
}

function frameOf(arm: number, trial: number, operations: number, intervalMillis = 50): Float64Array {
  const rest = { sequence: 0, runMillis: 50, atMillis: 50, latenessMillis: 0, tiles: null, states: [2, 2] }
  return encodeFrame({ ...rest, arm, trial, intervalMillis, operations: [operations, 0] })
}

describe('live progress', () => {
  let written: string
  let now: number

  beforeEach(() => {
    written = ''
    now = 1000
    vi.spyOn(process.stderr, 'write').mockImplementation(text => {
      written += String(text)
      return true
    })
    vi.spyOn(performance, 'now').mockImplementation(() => now)
  })

  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** What one step writes, a repaint being due. */
  function writes(step: () => void): string {
    written = ''
    now += 1000
    step()
    return written
  }

  it('shows a line for each variant, with the trials that are finished', () => {
    const progress = new LiveProgress(fakeTerminal(), true)
    const first = writes(() => {
      progress.event(STARTED)
    })
    expect(first).toContain('lost-update, trials and throughput')
    expect(first).toMatch(/^mutex {7}0\/4 /m)
    expect(first).toMatch(/^atomic-add {2}0\/4 /m)
    const second = writes(() => {
      progress.event(finished(0, 0, 12_300_000))
    })
    expect(second).toMatch(/mutex {7}1\/4 {2}█ +12\.3\u202fM\/s/)
    progress.end()
  })

  it('draws a sparkline of finished trials, and of the running one from its first frame', () => {
    const progress = new LiveProgress(fakeTerminal(), true)
    progress.event(STARTED)
    progress.event(finished(0, 0, 1000))
    progress.event(finished(0, 1, 4000))
    expect(
      writes(() => {
        progress.frame(frameOf(0, 2, 100))
      }),
    ).toMatch(/mutex {7}2\/4 {2}▃█▅ +2\.00\u202fk\/s/)
    expect(
      writes(() => {
        progress.frame(frameOf(0, 2, 300))
      }),
    ).toMatch(/mutex {7}2\/4 {2}▃██ +4\.00\u202fk\/s/)
    progress.end()
  })

  it('starts counting again with each trial', () => {
    const progress = new LiveProgress(fakeTerminal(), true)
    progress.event(STARTED)
    progress.frame(frameOf(0, 0, 5000))
    const next = writes(() => {
      progress.frame(frameOf(0, 1, 100))
    })
    expect(next).toMatch(/2\.00\u202fk\/s/)
    progress.end()
  })

  it('repaints no more often than eyes can follow', () => {
    const progress = new LiveProgress(fakeTerminal(), true)
    progress.event(STARTED)
    written = ''
    for (const recorded of exactTrials(3)) progress.event({ kind: 'trial-finished', runId: plan.runId, recorded })
    expect(written).not.toContain('/4')
    progress.end()
  })

  it('passes over frames of another format and of variants that are not there', () => {
    const progress = new LiveProgress(fakeTerminal(), true)
    progress.event(STARTED)
    const nothing = writes(() => {
      progress.frame(new Float64Array([99, 1, 2]))
      progress.frame(frameOf(7, 0, 100))
    })
    expect(nothing).not.toContain('/s')
    progress.end()
  })

  it('writes nothing at all when nobody watches', () => {
    const progress = new LiveProgress(fakeTerminal(), false)
    progress.event(STARTED)
    progress.frame(frameOf(0, 0, 100))
    progress.event(finished(0, 0, 1000))
    progress.end()
    expect(written).toBe('')
  })

  it('takes its lines away at the end', () => {
    const progress = new LiveProgress(fakeTerminal(), true)
    progress.event(STARTED)
    const last = writes(() => {
      progress.end()
    })
    expect(last.match(/\u001b\[2K/g)?.length).toBeGreaterThanOrEqual(3)
    expect(last).not.toContain('mutex')
  })
})
