import { describe, expect, it } from 'vitest'
import { runToRun, widened } from '../../../../src/engine/analysis/run-to-run.ts'
import { present } from '../../../helpers/present.ts'

describe('how much runs differ by themselves', () => {
  it('is the standard deviation of five or more of one kind', () => {
    expect(runToRun([[1, 2, 3, 4]])).toBeNull()
    expect(runToRun([])).toBeNull()
    expect(runToRun([[1, 2, 3, 4, 5]])).toEqual({ deviation: Math.sqrt(2.5), freedom: 4, repeats: 5 })
  })

  it('is the root mean square of both kinds, known as well as Welch says', () => {
    const steady = [0, 0, 0, 0, 0]
    const wide = [1, 2, 3, 4, 5]
    expect(runToRun([wide, wide])).toEqual({ deviation: Math.sqrt(2.5), freedom: 8, repeats: 10 })
    // All that is known of the sum is known of one of the two.
    expect(runToRun([steady, wide])).toEqual({ deviation: Math.sqrt(1.25), freedom: 4, repeats: 10 })
    expect(runToRun([steady, steady])).toEqual({ deviation: 0, freedom: 8, repeats: 10 })
  })

  it('is that of the kind that is known, where the other is not', () => {
    expect(runToRun([[7], [1, 2, 3, 4, 5]])).toEqual(runToRun([[1, 2, 3, 4, 5]]))
  })
})

describe('an interval that is widened', () => {
  const found = { estimate: 0.1, low: -0.2, high: 0.15 }

  it('reaches t s √2 to both sides, and never less far than before', () => {
    const { estimate, low, high } = widened(found, { deviation: 0.05, freedom: 8, repeats: 10 }, 0.99)
    expect([estimate, low]).toEqual([0.1, -0.2])
    expect(high).toBeCloseTo(0.1 + 3.355 * 0.05 * Math.SQRT2, 3)
  })

  it('is what it was where runs do not differ by themselves', () => {
    expect(widened(found, present(runToRun([[2, 2, 2, 2, 2]])), 0.99)).toEqual(found)
  })
})
