import { medianSorted, quantileSorted } from 'simple-statistics'
import { Prng } from '../../base/prng.ts'
import { peakOf, throughputAt, type ScalingLaw } from '../../base/scaling-law.ts'
import type { Refusal, ScalingFit } from '../../contract/workers-curve.ts'
import { leastSquares } from './least-squares.ts'
import { FEWEST_FOR_AN_INTERVAL, medianOf } from './statistics.ts'

/** Throughput at one number of workers: a sample per trial, operations per second. */
export interface ScalingPoint {
  readonly workers: number
  readonly samples: readonly number[]
}

/** Both laws, or why neither was fitted. */
export interface ScalingFits {
  /** The numbers of workers that the laws were fitted to. */
  readonly fittedTo: readonly number[]
  readonly amdahl: ScalingFit | null
  readonly usl: ScalingFit | null
  readonly refusal: Refusal | null
}

/** Three coefficients go through three points whatever they are; two more are the least that can contradict them. */
const FEWEST_POINTS = 5
/** With more, the machine was another one at the end than at the beginning. */
export const MOST_DRIFT = 0.1
const RESAMPLES = 1000
/** Places at which the band is known, over the measured numbers of workers. */
const BAND_STEPS = 32

/**
 * Fits Amdahl's law and the Universal Scalability Law to a workers curve.
 *
 * Fitted are the points that are {@link fittable}: a law speaks of processors, so that points with more workers than cores
 * are left out where enough others are there; else the cores that workers lack count as contention (see `fittedTo`).
 * Guarantees: the same points and seed give the same fits; 0 <= σ <= 1, κ >= 0.
 * Does not guarantee: that a law is true of the points; the residuals say how far it is off.
 * @param drift the largest relative change of what independent computing reached, from before to after; null if unknown
 * @param seed u32, of the resampling
 */
export function fitScaling(
  points: readonly ScalingPoint[],
  { cores, drift, seed }: { readonly cores: number; readonly drift: number | null; readonly seed: number },
): ScalingFits {
  const usable = points.filter(({ samples }) => samples.length > 0 && medianOf(samples) > 0)
  const refusal = refusalOf(points, usable, drift)
  if (refusal !== null) return { fittedTo: [], amdahl: null, usl: null, refusal }
  const chosen = fittable(usable, cores)
  const upTo = Math.max(...usable.map(({ workers }) => workers))
  return {
    fittedTo: chosen.map(({ workers }) => workers),
    amdahl: fitWithBand(chosen, AMDAHL_FACES, { upTo, seed }),
    usl: fitWithBand(chosen, USL_FACES, { upTo, seed }),
    refusal: null,
  }
}

/** The points with no more workers than cores, if they are enough for a law; else all. */
export function fittable<P extends Pick<ScalingPoint, 'workers'>>(points: readonly P[], cores: number): readonly P[] {
  const withCores = points.filter(({ workers }) => workers <= cores)
  return withCores.length >= FEWEST_POINTS ? withCores : points
}

function refusalOf(
  points: readonly ScalingPoint[],
  usable: readonly ScalingPoint[],
  drift: number | null,
): Refusal | null {
  if (usable.length < FEWEST_POINTS) {
    return { code: 'too-few-points', points: usable.length, planned: points.length, needed: FEWEST_POINTS }
  }
  if (drift === null) return { code: 'not-calibrated' }
  if (drift > MOST_DRIFT) return { code: 'drift', drift, most: MOST_DRIFT }
  // Clocks never agree to the last digit: figures that do were not measured.
  const figures = new Set(usable.flatMap(({ samples }) => samples))
  return figures.size === 1 ? { code: 'no-variation' } : null
}

type Observation = readonly [workers: number, throughput: number]
/** Throughputs of the numbers of workers that it was made for to the law. */
type Fitter = (throughputs: readonly number[]) => ScalingLaw

/** What is left of a law's linear form where some of its coefficients stand at a bound. */
interface Face {
  readonly columns: (workers: number) => readonly number[]
  /** Coefficients of the face to (a, b, c) = (1, σ, κ) / λ. */
  readonly coefficients: (solved: readonly number[]) => readonly [a: number, b: number, c: number]
}

/** The first one has no coefficient at a bound: where its solution is feasible, it is the best of all. */
type Faces = readonly [Face, ...Face[]]

const part = (solved: readonly number[], index: number): number => solved[index] ?? 0

const AMDAHL_FACES: Faces = [
  { columns: n => [1, n - 1], coefficients: s => [part(s, 0), part(s, 1), 0] },
  { columns: () => [1], coefficients: s => [part(s, 0), 0, 0] },
  { columns: n => [n], coefficients: s => [part(s, 0), part(s, 0), 0] },
]

const USL_FACES: Faces = [
  { columns: n => [1, n - 1, n * (n - 1)], coefficients: s => [part(s, 0), part(s, 1), part(s, 2)] },
  ...AMDAHL_FACES,
  { columns: n => [1, n * (n - 1)], coefficients: s => [part(s, 0), 0, part(s, 1)] },
  { columns: n => [n, n * (n - 1)], coefficients: s => [part(s, 0), part(s, 0), part(s, 1)] },
]

/**
 * Amdahl's law by least squares on throughput, its errors relative to the fitted value.
 * @param observations workers and operations per second, at least two different numbers of workers
 * @see {@link fitUsl}
 */
export function fitAmdahl(observations: readonly Observation[]): ScalingLaw {
  return fitted(AMDAHL_FACES, observations)
}

/**
 * The Universal Scalability Law by least squares on throughput, its errors relative to the fitted value.
 *
 * Estimator: N/X(N) = a + b(N − 1) + cN(N − 1) with a = 1/λ, b = σ/λ, c = κ/λ is linear. Weighted by (x/N)², its errors
 * are (x − X)/X, so that minimising the squares of relative errors of throughput needs no iteration and no start values.
 * The bounds 0 <= σ <= 1 and κ >= 0 are kept by solving on every face of the feasible set and taking the best feasible
 * solution, which is the optimum because the problem is convex.
 * Does not guarantee: the optimum where that lies at an infinite λ, which takes figures that no such law comes near; then
 * the best law with a finite one on the other faces is returned.
 * @param observations workers and operations per second, at least three different numbers of workers
 * @see Gunther, "Guerrilla Capacity Planning" (2007), section 5.5, which fits the same linear form without bounds
 * @see Lawson and Hanson, "Solving Least Squares Problems" (1974), chapter 23
 */
export function fitUsl(observations: readonly Observation[]): ScalingLaw {
  return fitted(USL_FACES, observations)
}

function fitted(faces: Faces, observations: readonly Observation[]): ScalingLaw {
  return fitter(
    faces,
    observations.map(([workers]) => workers),
  )(observations.map(([, throughput]) => throughput))
}

/** What does not change from one resample to the next is worked out once. */
function fitter(faces: Faces, workers: readonly number[]): Fitter {
  const [inside, ...bounds] = faces.map(({ columns, coefficients }) => ({ rows: workers.map(columns), coefficients }))
  return throughputs => {
    const targets = throughputs.map((x, index) => part(workers, index) / x)
    const weights = targets.map(target => 1 / target ** 2)
    const lawOn = (face: typeof inside): ScalingLaw | null =>
      face === undefined ? null : feasible(leastSquares(face.rows, targets, weights), face.coefficients)
    const free = lawOn(inside)
    if (free !== null) return free
    const candidates = bounds.flatMap(face => lawOn(face) ?? [])
    const off = candidates.map(law => squaresOf(law, workers, throughputs))
    return candidates[off.indexOf(Math.min(...off))] ?? { throughputOfOne: 0, serialFraction: 0, coherency: 0 }
  }
}

/** @returns null where the best on this face lies outside of the bounds, so that a smaller face has it */
function feasible(solved: readonly number[] | null, coefficients: Face['coefficients']): ScalingLaw | null {
  if (solved === null) return null
  const [a, b, c] = coefficients(solved)
  if (!(a > 0) || b < 0 || b > a || c < 0) return null
  return { throughputOfOne: 1 / a, serialFraction: b / a, coherency: c / a }
}

function squaresOf(law: ScalingLaw, workers: readonly number[], throughputs: readonly number[]): number {
  return throughputs.reduce((sum, x, index) => sum + residualOf(law, part(workers, index), x) ** 2, 0)
}

function residualOf(law: ScalingLaw, workers: number, throughput: number): number {
  return throughput / throughputAt(law, workers) - 1
}

/**
 * A law fitted to the points' medians, with 95 % percentile-bootstrap intervals: the samples of each point are drawn
 * again with replacement, and the law is fitted to the medians of what was drawn, 1000 times.
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 9 and 13
 */
function fitWithBand(
  points: readonly ScalingPoint[],
  faces: Faces,
  { upTo, seed }: { readonly upTo: number; readonly seed: number },
): ScalingFit {
  const workers = points.map(point => point.workers)
  const medians = points.map(({ samples }) => medianOf(samples))
  const fit = fitter(faces, workers)
  const law = fit(medians)
  const residuals = medians.map((x, index) => residualOf(law, part(workers, index), x))
  const carries = points.every(({ samples }) => samples.length >= FEWEST_FOR_AN_INTERVAL)
  const laws = carries ? resampled(points, fit, seed) : []
  const interval = (of: (law: ScalingLaw) => number) => ({ value: of(law), ...quantilesOf(laws.map(of)) })
  const { low, high } = quantilesOf(laws.map(one => peakOf(one) ?? Infinity))
  return {
    throughputOfOne: interval(one => one.throughputOfOne),
    serialFraction: interval(one => one.serialFraction),
    coherency: interval(one => one.coherency),
    peak: { workers: peakOf(law), low: finite(low), high: finite(high) },
    residuals,
    rootMeanSquare: Math.sqrt(squaresOf(law, workers, medians) / medians.length),
    band: bandOf(laws, upTo),
  }
}

function resampled(points: readonly ScalingPoint[], fit: Fitter, seed: number): ScalingLaw[] {
  const random = new Prng(seed)
  return Array.from({ length: RESAMPLES }, () =>
    fit(
      points.map(({ samples }) => {
        const drawn = samples.map(own => samples[random.nextBelow(samples.length)] ?? own)
        return medianSorted(drawn.sort((a, b) => a - b))
      }),
    ),
  )
}

function quantilesOf(figures: readonly number[]): { low: number | null; high: number | null } {
  if (figures.length === 0) return { low: null, high: null }
  const sorted = figures.toSorted((a, b) => a - b)
  return { low: quantileSorted(sorted, 0.025), high: quantileSorted(sorted, 0.975) }
}

/** Documents have no infinity: a peak that never comes is none. */
function finite(figure: number | null): number | null {
  return figure !== null && Number.isFinite(figure) ? figure : null
}

function bandOf(laws: readonly ScalingLaw[], upTo: number): ScalingFit['band'] {
  if (laws.length === 0) return null
  const workers = Array.from({ length: BAND_STEPS + 1 }, (_, step) => 1 + ((upTo - 1) * step) / BAND_STEPS)
  const limits = workers.map(n => quantilesOf(laws.map(law => throughputAt(law, n))))
  return { workers, low: limits.map(({ low }) => low ?? 0), high: limits.map(({ high }) => high ?? 0) }
}
