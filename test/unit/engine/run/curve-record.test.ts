import { describe, expect, it } from 'vitest'
import { curveCheck, ceilingOf, workersCurve } from '../../../../src/engine/run/curve-record.ts'
import { driftWarning } from '../../../../src/engine/run/warnings.ts'
import { exactTrials, lostUpdateEntry, PARAMS, trialThatLost } from '../../../helpers/records.ts'
import { present } from '../../../helpers/present.ts'
import { curveRecord, toldCurve } from '../../../helpers/told-curve.ts'

const LAW = { throughputOfOne: 1e6, serialFraction: 0.1, coherency: 0.01 }
const COUNTS = [1, 2, 3, 4, 6, 8]

describe('a workers curve', () => {
  it('has the raw samples of each point, its median with an interval, and the speed-up over one worker', () => {
    const { curve } = toldCurve(LAW, COUNTS)
    expect(curve.points.map(({ workers, samples }) => [workers, samples.length])).toEqual(COUNTS.map(n => [n, 5]))
    const [alone, two] = curve.points
    expect(alone?.speedUp).toEqual({ value: 1, low: 1, high: 1 })
    const speedUp = present(two?.speedUp)
    expect(speedUp.value).toBeCloseTo(present(two?.throughput).median / present(alone?.throughput).median, 12)
    expect(present(speedUp.low)).toBeLessThan(speedUp.value)
    expect(present(speedUp.high)).toBeGreaterThan(speedUp.value)
  })

  it('takes the trials of the variant itself where they have as many workers', () => {
    const record = { ...curveRecord(LAW, COUNTS), asked: 3 }
    const own = exactTrials(2, 0, { throughput: 77 })
    const curve = workersCurve(record, 0, own, { cores: 8, seed: 1, trials: 5, ceiling: null })
    expect(curve.points.find(({ workers }) => workers === 3)?.samples).toEqual([77, 77])
  })

  it('has points without a sample where no trial completed, and no speed-up without one worker', () => {
    const record = curveRecord(LAW, COUNTS)
    const trials = record.trials.filter(({ workers }) => workers !== 1)
    const curve = workersCurve({ ...record, trials }, 0, [], { cores: 8, seed: 1, trials: 5, ceiling: null })
    expect(curve.points[0]).toMatchObject({ workers: 1, planned: 5, samples: [], throughput: null, speedUp: null })
    expect(curve.points.every(({ speedUp }) => speedUp === null)).toBe(true)
  })

  it('counts no trial that did not complete', () => {
    const record = curveRecord(LAW, COUNTS)
    const trials = record.trials.map(own => ({ ...own, trial: { ...own.trial, state: 'timed-out' as const } }))
    const curve = workersCurve({ ...record, trials }, 0, [], { cores: 8, seed: 1, trials: 5, ceiling: null })
    expect(curve.refusal).toMatchObject({ code: 'too-few-points', points: 0, planned: 6 })
  })
})

describe('the ceiling', () => {
  it('is what independent computing reached before and after, with the largest change of what it got through', () => {
    const ceiling = present(ceilingOf(curveRecord(LAW, COUNTS, -0.2), 8, 1))
    for (const { workers, before, after } of ceiling.points) {
      expect(before.median).toBeCloseTo(workers, 9)
      expect(after.median).toBeCloseTo(workers, 9)
    }
    expect(ceiling.points.map(({ workers }) => workers)).toEqual(COUNTS)
    expect(ceiling.drift).toBeCloseTo(0.2, 12)
    expect(ceiling.points[0]?.drift).toBeCloseTo(-0.2, 12)
    expect(ceiling.serialFraction).toBeCloseTo(0, 12)
  })

  it('is not thrown off by a window in which one worker alone got no core', () => {
    const record = curveRecord(LAW, COUNTS)
    const before = record.before.map(own => (own.workers === 1 ? { ...own, rates: [1, ...own.rates.slice(1)] } : own))
    expect(ceilingOf({ ...record, before }, 8, 1)?.points.at(-1)?.before.median).toBeCloseTo(8, 0)
  })

  it('leaves out points that were measured too rarely, and is none without any', () => {
    const record = curveRecord(LAW, COUNTS)
    const after = record.after.map(own => (own.workers === 8 ? { ...own, rates: own.rates.slice(0, 2) } : own))
    expect(ceilingOf({ ...record, after }, 8, 1)?.points.map(({ workers }) => workers)).toEqual([1, 2, 3, 4, 6])
    expect(ceilingOf({ ...record, after: [] }, 8, 1)).toBeNull()
    const alone = record.before.map(own => (own.workers === 1 ? { ...own, rates: [] } : own))
    expect(ceilingOf({ ...record, before: alone }, 8, 1)).toBeNull()
  })

  it('refuses the fit and warns when it changed by more than 10 %, and does neither when it did not', () => {
    const drifted = toldCurve(LAW, COUNTS, { drift: 0.11 })
    expect(drifted.curve).toMatchObject({ amdahl: null, usl: null, refusal: { code: 'drift' } })
    expect(driftWarning(drifted.ceiling).map(({ code }) => code)).toEqual(['calibration-drift'])
    const steady = toldCurve(LAW, COUNTS, { drift: 0.09 })
    expect(steady.curve.refusal).toBeNull()
    expect(steady.curve.usl).not.toBeNull()
    expect(driftWarning(steady.ceiling)).toEqual([])
  })
})

describe('the check of a curve', () => {
  const record = curveRecord(LAW, COUNTS)
  const lost = { ...trialThatLost(1), variant: 'mutex', params: { ...PARAMS, workers: 8 }, workers: 8 }
  const trials = record.trials.map(own => ({ ...own, params: { ...PARAMS, workers: own.workers } }))

  it('holds while nothing forbidden was seen with any number of workers', () => {
    expect(curveCheck({ ...record, trials }, 0, lostUpdateEntry)).toMatchObject({ failures: 0, of: 30 })
  })

  it('fails for a forbidden outcome, a failed check or an undeclared one, and names the number of workers', () => {
    const failed = { ...lost, trial: { ...lost.trial, outcome: 'exact' }, failedChecks: ['some'], workers: 6 }
    const stalled = { ...lost, trial: { ...lost.trial, outcome: 'stalled' }, workers: 4 }
    const check = curveCheck({ ...record, trials: [...trials, lost, failed, stalled] }, 0, lostUpdateEntry)
    expect(check).toMatchObject({ failures: 3, of: 33 })
    expect(check.description).toContain('8, 6, 4 workers')
  })

  it('lets pass what the variant is there to show, and what carries no grade', () => {
    const shown = { ...lost, variant: 'atomic-load-store' }
    const unfinished = { ...lost, trial: { ...lost.trial, outcome: null } }
    expect(curveCheck({ ...record, trials: [shown, unfinished] }, 0, lostUpdateEntry).failures).toBe(0)
  })
})
