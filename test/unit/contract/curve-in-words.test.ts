import { describe, expect, it } from 'vitest'
import { ceilingInWords, curveInWords, refusalInWords } from '../../../src/contract/curve-in-words.ts'
import { present } from '../../helpers/present.ts'
import { toldCurve } from '../../helpers/told-curve.ts'

const COUNTS = [1, 2, 3, 4, 6, 8, 12, 16]
const PEAKED = { throughputOfOne: 1e6, serialFraction: 0.1, coherency: 0.02 }

describe('a curve in words', () => {
  it('names the best point, the serial fraction, the peak, and how far the laws are off', () => {
    const words = curveInWords(toldCurve(PEAKED, COUNTS)).join(' ')
    expect(words).toMatch(/^At most [\d.]+× with [68] workers \([\d.]+ to [\d.]+\)\./)
    expect(words).toMatch(/Amdahl: serial fraction [\d.]+\s% \([\d.]+\s% to [\d.]+\s%\); it misses the points by/)
    expect(words).toMatch(
      /USL: contention [\d.]+\s% \(.+\), coherency [\d.]+\s% .+ peak at 6\.\d+ workers \([\d.]+ to [\d.]+\); off by/,
    )
    expect(words).not.toContain('count as contention')
  })

  it('says that a peak lies beyond what was measured, and that there is none', () => {
    const far = { ...PEAKED, coherency: 0.002 }
    expect(curveInWords(toldCurve(far, COUNTS)).join(' ')).toMatch(/peak at 2\d\.\d workers.*, more than were measured/)
    const flat = { ...PEAKED, coherency: 0, serialFraction: 1 }
    expect(curveInWords(toldCurve(flat, COUNTS)).join(' ')).toMatch(/no peak|peak at/)
  })

  it('claims no speed-up that the interval does not show', () => {
    const told = toldCurve({ ...PEAKED, serialFraction: 0.99, coherency: 0 }, COUNTS)
    const points = told.curve.points.map(point => ({
      ...point,
      speedUp: { value: point.workers === 1 ? 1 : 1.1, low: point.workers === 1 ? 1 : 0.9, high: 1.3 },
    }))
    expect(curveInWords({ ...told, curve: { ...told.curve, points } })[0]).toMatch(
      /^No difference shown: at most 1\.10× .*, and the interval contains 1\.$/,
    )
    const falling = points.map(point => ({ ...point, speedUp: { value: 1 / point.workers, low: null, high: null } }))
    expect(curveInWords({ ...told, curve: { ...told.curve, points: falling } })[0]).toBe(
      'No speed-up: one worker alone got the most done.',
    )
  })

  it('says where the machine itself is in the law', () => {
    const words = curveInWords(toldCurve(PEAKED, [1, 2, 3, 4, 6, 8], { cores: 2 })).join(' ')
    expect(words).toContain('The points with 3, 4, 6 and 8 workers are more than the 2 cores, and count as contention')
    expect(words).toMatch(/fitted to the ceiling alone, Amdahl’s law finds [\d.]+\s% serial\.$/)
  })

  it('says why there is no law', () => {
    const words = curveInWords(toldCurve(PEAKED, COUNTS, { drift: 0.25 }))
    expect(words).toHaveLength(2)
    expect(words[1]).toMatch(/No law is fitted: .* changed by 25\.0\s% .* more than 10\.0\s%\./)
    const few = refusalInWords({ code: 'too-few-points', points: 3, planned: 6, needed: 5 })
    expect(few).toBe('No law is fitted: 3 points of 6 could be measured, and a law needs 5.')
    expect(refusalInWords({ code: 'not-calibrated' })).toContain('could not be measured both before and after')
    expect(refusalInWords({ code: 'no-variation' })).toContain('the same figure')
  })

  it('tells what the machine gave', () => {
    expect(ceilingInWords(present(toldCurve(PEAKED, COUNTS).ceiling))).toMatch(
      /reached 16\.0× before the run and 16\.0× after it with 16 workers; what it got through changed by at most 0\s%/,
    )
  })
})
