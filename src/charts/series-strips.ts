import { workerName } from '../base/text.ts'
import type { Trial, TrialSeries } from '../contract/run-document.ts'
import type { Point } from './drawing.ts'
import { thinCurve, type Curve } from './thin-curve.ts'
import type { Strip, ThroughputFigure } from './throughput-over-time.ts'

/** The samples of one variant: its trials one after the other on its own measured time. */
export interface SampledVariant {
  readonly workers: number
  readonly trials: readonly Trial[]
  readonly series: readonly TrialSeries[]
}

/** A gap, so that trials are not joined by a line. */
const GAP = Number.NaN

/**
 * The rate of each worker, and of all of them, from the samples that a run's document holds; null where there are none.
 * @param mostPoints of one curve; where there are more samples, stretches keep their first, lowest, highest and last
 */
export function seriesStrips({ workers, trials, series }: SampledVariant, mostPoints: number): ThroughputFigure | null {
  const byTrial = new Map(series.map(one => [one.trial, one]))
  const own: Point[][] = Array.from({ length: workers }, () => [])
  const all: Point[] = []
  let startMillis = 0
  for (const { index, durationMillis } of trials) {
    const sampled = byTrial.get(index)
    if (sampled !== undefined) addTrial(sampled, startMillis, own, all)
    startMillis += durationMillis
  }
  if (all.length === 0) return null
  const seconds = startMillis / 1000
  const curve = (points: readonly Point[]): Curve => thinned(points, seconds, mostPoints)
  return {
    workers: own.map((points, worker): Strip => ({ label: workerName(worker), curve: curve(points) })),
    total: workers > 1 ? { label: 'all', curve: curve(all) } : null,
    fromSeconds: 0,
    toSeconds: seconds,
    troubles: [],
  }
}

function addTrial({ atMillis, operations }: TrialSeries, startMillis: number, own: Point[][], all: Point[]): void {
  let before = 0
  for (const [index, at] of atMillis.entries()) {
    const elapsed = at - before
    if (elapsed <= 0) continue
    const rates = own.map((_, worker) => {
      const done = (operations[index]?.[worker] ?? 0) - (operations[index - 1]?.[worker] ?? 0)
      return (Math.max(0, done) / elapsed) * 1000
    })
    // The first sample speaks for the time since the trial's start.
    for (const moment of before === 0 ? [startMillis, startMillis + at] : [startMillis + at]) {
      own.forEach((points, worker) => points.push([moment / 1000, rates[worker] ?? 0]))
      all.push([moment / 1000, rates.reduce((sum, rate) => sum + rate, 0)])
    }
    before = at
  }
  if (before === 0) return
  const end = (startMillis + before) / 1000
  for (const points of [...own, all]) points.push([end, GAP])
}

function thinned(points: readonly Point[], seconds: number, mostPoints: number): Curve {
  if (points.length <= mostPoints) return curveOf(points)
  const { runs, alone } = thinCurve(curveOf(points), (seconds / mostPoints) * POINTS_PER_STRETCH)
  const kept = [...runs, ...alone.map(point => [point])].toSorted((a, b) => (a[0]?.[0] ?? 0) - (b[0]?.[0] ?? 0))
  return curveOf(kept.flatMap(run => [...run, [run.at(-1)?.[0] ?? 0, GAP] as const]))
}

const POINTS_PER_STRETCH = 4

function curveOf(points: readonly Point[]): Curve {
  return { length: points.length, x: index => points[index]?.[0] ?? 0, y: index => points[index]?.[1] ?? GAP }
}
