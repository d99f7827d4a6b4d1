import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peakOf, throughputAt } from '../../../../src/base/scaling-law.ts'
import { lawOf } from '../../../../src/contract/workers-curve.ts'
import { leastSquares } from '../../../../src/engine/analysis/least-squares.ts'
import { fitAmdahl, fitScaling, fittable, fitUsl } from '../../../../src/engine/analysis/scaling.ts'
import { medianOf } from '../../../../src/engine/analysis/statistics.ts'
import { present } from '../../../helpers/present.ts'
import { syntheticCurve } from '../../../helpers/synthetic-curve.ts'

const COUNTS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]
const KNOWN = { throughputOfOne: 1e6, serialFraction: 0.05, coherency: 0.002 }
const QUIET = { cores: 64, drift: 0.01, seed: 7 }

const LAWS = fc.record({
  throughputOfOne: fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
  serialFraction: fc.double({ min: 0, max: 1, noNaN: true }),
  coherency: fc.double({ min: 0, max: 1, noNaN: true }),
})

function within(share: number, figure: number, known: number): boolean {
  return Math.abs(figure / known - 1) <= share
}

describe('least squares', () => {
  it('finds the coefficients that the observations were made with, whatever their weights', () => {
    const rows = [1, 2, 3, 4, 5].map(n => [1, n, n * n])
    const targets = rows.map(([one = 0, n = 0, square = 0]) => 3 * one - 2 * n + 0.5 * square)
    const solved = leastSquares(rows, targets, [1, 2, 3, 4, 5])
    expect(solved?.map(value => Math.round(value * 1e9) / 1e9)).toEqual([3, -2, 0.5])
  })

  it('lets an observation of more weight have its way', () => {
    expect(leastSquares([[1], [1]], [0, 10], [1, 3])).toEqual([7.5])
  })

  it('finds none where the observations do not determine them', () => {
    const rows = [1, 1, 2].map(n => [n, 2 * n])
    expect(leastSquares(rows, [1, 1, 2], [1, 1, 1])).toBeNull()
    expect(leastSquares([[0, 0]], [1], [1])).toBeNull()
  })
})

describe('the fits', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'recover known coefficients of the USL within 5 % from samples with 2 % noise (seed %i)',
    seed => {
      const points = syntheticCurve(KNOWN, COUNTS, { noise: 0.02, samples: 30, seed })
      const law = fitUsl(points.map(({ workers, samples }) => [workers, medianOf(samples)]))
      expect(within(0.05, law.throughputOfOne, KNOWN.throughputOfOne)).toBe(true)
      expect(within(0.05, law.serialFraction, KNOWN.serialFraction)).toBe(true)
      expect(within(0.05, law.coherency, KNOWN.coherency)).toBe(true)
      expect(within(0.05, present(peakOf(law)), Math.sqrt(0.95 / 0.002))).toBe(true)
    },
  )

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'recover the serial fraction of Amdahl’s law within 5 % from five samples a point with 2 % noise (seed %i)',
    seed => {
      const known = { throughputOfOne: 5, serialFraction: 0.1, coherency: 0 }
      const points = syntheticCurve(known, COUNTS, { noise: 0.02, samples: 5, seed })
      const law = fitAmdahl(points.map(({ workers, samples }) => [workers, medianOf(samples)]))
      expect(within(0.05, law.serialFraction, 0.1)).toBe(true)
      expect(within(0.05, law.throughputOfOne, 5)).toBe(true)
      expect(law.coherency).toBe(0)
    },
  )

  it('are those of the medians, with their peak', () => {
    const points = syntheticCurve(KNOWN, COUNTS, { noise: 0.02, samples: 5, seed: 4 })
    const observations = points.map(({ workers, samples }) => [workers, medianOf(samples)] as const)
    const { amdahl, usl, fittedTo } = fitScaling(points, QUIET)
    expect(lawOf(present(usl))).toEqual(fitUsl(observations))
    expect(lawOf(present(amdahl))).toEqual(fitAmdahl(observations))
    expect(usl?.peak.workers).toBe(peakOf(fitUsl(observations)))
    expect(amdahl?.peak).toEqual({ workers: null, low: null, high: null })
    expect(fittedTo).toEqual(COUNTS)
  })

  it('cover the known coefficients with their intervals in about 95 of 100 curves', () => {
    const covered = Array.from({ length: 20 }, (_, seed) => {
      const points = syntheticCurve(KNOWN, COUNTS, { noise: 0.02, samples: 7, seed: 1000 + seed })
      const { low, high } = present(fitScaling(points, { ...QUIET, seed }).usl).serialFraction
      return present(low) <= KNOWN.serialFraction && present(high) >= KNOWN.serialFraction
    }).filter(Boolean).length
    expect(covered).toBeGreaterThanOrEqual(17)
  })

  it('are exact without noise, whatever the law', () => {
    fc.assert(
      fc.property(LAWS, known => {
        const found = fitUsl(COUNTS.map(n => [n, throughputAt(known, n)]))
        expect(within(1e-6, found.throughputOfOne, known.throughputOfOne)).toBe(true)
        expect(found.serialFraction).toBeCloseTo(known.serialFraction, 6)
        expect(found.coherency).toBeCloseTo(known.coherency, 6)
      }),
    )
  })

  it('keep to the bounds, and are better there than at any neighbour within them', () => {
    const noise = fc.array(fc.double({ min: 0.7, max: 1.3, noNaN: true }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(LAWS, noise, (known, factors) => {
        const observations = factors.map((factor, index) => {
          const workers = present(COUNTS[index])
          return [workers, throughputAt(known, workers) * factor] as const
        })
        const off = (law: typeof KNOWN) =>
          observations.reduce((sum, [n, x]) => sum + (x / throughputAt(law, n) - 1) ** 2, 0)
        for (const fit of [fitAmdahl, fitUsl]) {
          const law = fit(observations)
          expect(law.serialFraction).toBeGreaterThanOrEqual(0)
          expect(law.serialFraction).toBeLessThanOrEqual(1)
          expect(law.coherency).toBeGreaterThanOrEqual(0)
          for (const [dl, ds, dk] of [
            [0.99, 0, 0],
            [1.01, 0, 0],
            [1, 0.01, 0],
            [1, -0.01, 0],
            [1, 0, 0.001],
            [1, 0, -0.001],
          ]) {
            // prettier-ignore
            const beside = {
              throughputOfOne: law.throughputOfOne * present(dl),
              serialFraction: Math.min(1, Math.max(0, law.serialFraction + present(ds))),
              coherency: fit === fitAmdahl ? 0 : Math.max(0, law.coherency + present(dk)),
            }
            expect(off(law)).toBeLessThanOrEqual(off(beside) + 1e-9)
          }
        }
      }),
    )
  })

  it('are the same for the same points and seed', () => {
    const points = syntheticCurve(KNOWN, COUNTS, { noise: 0.02, samples: 5, seed: 1 })
    expect(fitScaling(points, QUIET)).toEqual(fitScaling(points, QUIET))
  })

  it('say how far each point is off, as a share of the law', () => {
    const points = COUNTS.map(workers => ({ workers, samples: [throughputAt(KNOWN, workers)] }))
    points[3] = { workers: 4, samples: [throughputAt(KNOWN, 4) * 1.2] }
    const usl = present(fitScaling(points, QUIET).usl)
    expect(usl.residuals).toHaveLength(COUNTS.length)
    expect(usl.residuals[3]).toBeGreaterThan(0.1)
    expect(usl.rootMeanSquare).toBeCloseTo(
      Math.sqrt(usl.residuals.reduce((sum, own) => sum + own ** 2, 0) / COUNTS.length),
      12,
    )
  })

  it('have no interval and no band where a point has fewer than five samples', () => {
    const points = syntheticCurve(KNOWN, COUNTS, { noise: 0.02, samples: 4, seed: 1 })
    const usl = present(fitScaling(points, QUIET).usl)
    expect([usl.serialFraction.low, usl.serialFraction.high, usl.peak.low, usl.band]).toEqual([null, null, null, null])
  })

  it('have a band around the law, from one worker to the most that were measured', () => {
    const points = syntheticCurve(KNOWN, COUNTS, { noise: 0.02, samples: 5, seed: 1 })
    const usl = present(fitScaling(points, QUIET).usl)
    const band = present(usl.band)
    expect([band.workers[0], band.workers.at(-1)]).toEqual([1, 64])
    band.workers.forEach((_, index) => {
      expect(present(band.low[index])).toBeLessThanOrEqual(present(band.high[index]))
    })
  })

  it('tell of a peak that some resamples do not have', () => {
    const law = { throughputOfOne: 1, serialFraction: 0.3, coherency: 0.00002 }
    const { usl } = fitScaling(syntheticCurve(law, COUNTS, { noise: 0.05, samples: 5, seed: 3 }), QUIET)
    expect(present(usl).peak.low).not.toBeNull()
    expect(present(usl).peak.high).toBeNull()
  })
})

describe('what is fitted', () => {
  const points = [1, 2, 3, 4, 6, 8, 12].map(workers => ({ workers }))

  it('are the points with a core for each worker, where they are enough', () => {
    expect(fittable(points, 6).map(({ workers }) => workers)).toEqual([1, 2, 3, 4, 6])
  })

  it('are all points where they are not', () => {
    expect(fittable(points, 4)).toEqual(points)
  })
})

describe('a refusal', () => {
  const points = syntheticCurve(KNOWN, [1, 2, 3, 4, 6, 8], { noise: 0.02, samples: 5, seed: 1 })

  it('comes with fewer than five points that were measured', () => {
    expect(fitScaling(points.slice(0, 5), QUIET).refusal).toBeNull()
    const empty = points.map((point, index) => (index < 2 ? { ...point, samples: [] } : point))
    const fits = fitScaling(empty, QUIET)
    expect(fits).toEqual({
      fittedTo: [],
      amdahl: null,
      usl: null,
      refusal: { code: 'too-few-points', points: 4, planned: 6, needed: 5 },
    })
  })

  it('comes when calibration drifted by more than 10 %, and not at 10 %', () => {
    expect(fitScaling(points, { ...QUIET, drift: 0.1 }).refusal).toBeNull()
    expect(fitScaling(points, { ...QUIET, drift: 0.1001 }).refusal).toEqual({ code: 'drift', drift: 0.1001, most: 0.1 })
  })

  it('comes when there is no calibration', () => {
    expect(fitScaling(points, { ...QUIET, drift: null }).refusal).toEqual({ code: 'not-calibrated' })
  })

  it('comes when all samples are the same figure', () => {
    const same = points.map(point => ({ ...point, samples: [5, 5, 5] }))
    expect(fitScaling(same, QUIET).refusal).toEqual({ code: 'no-variation' })
  })
})
