import type { Point } from './drawing.ts'

/** Samples of one curve, in order of x. A NaN as y is a gap: what was not sampled is not drawn. */
export interface Curve {
  readonly length: number
  readonly x: (index: number) => number
  readonly y: (index: number) => number
}

/** What is left of a curve at the width of a screen. */
export interface ThinCurve {
  readonly runs: readonly (readonly Point[])[]
  /** Samples with a gap on either side: no line can show them. */
  readonly alone: readonly Point[]
}

/**
 * Thins a curve to at most four points per bucket (first, lowest, highest, last), so that no peak and no dip is lost.
 * Nothing is averaged: every point that is left was measured.
 * @param bucketWidth in the units of x; gaps between runs that lie within one bucket are narrower than what can be drawn, and close
 */
export function thinCurve(curve: Curve, bucketWidth: number): ThinCurve {
  const runs: Point[][] = []
  let open: Bucket | undefined
  let broken = true
  for (let at = 0; at < curve.length; at++) {
    const [x, y] = [curve.x(at), curve.y(at)]
    if (Number.isNaN(y)) {
      broken = true
      continue
    }
    const place = bucketWidth > 0 ? Math.floor(x / bucketWidth) : at
    // A trial of several pixels ends where it ended, also when the next one begins in the same pixel.
    const ended = broken && (runs.at(-1)?.length ?? 0) > 0
    if (open?.place === place && !ended) extend(open, [x, y])
    else {
      if (open !== undefined) runs.at(-1)?.push(...pointsOf(open))
      if (broken) runs.push([])
      const point: Point = [x, y]
      open = { place, first: point, lowest: point, highest: point, last: point }
    }
    broken = false
  }
  if (open !== undefined) runs.at(-1)?.push(...pointsOf(open))
  return {
    runs: runs.filter(({ length }) => length > 1),
    alone: runs.flatMap(points => (points.length === 1 ? points : [])),
  }
}

interface Bucket {
  readonly place: number
  readonly first: Point
  lowest: Point
  highest: Point
  last: Point
}

function extend(bucket: Bucket, point: Point): void {
  if (point[1] < bucket.lowest[1]) bucket.lowest = point
  if (point[1] > bucket.highest[1]) bucket.highest = point
  bucket.last = point
}

function pointsOf({ first, lowest, highest, last }: Bucket): Point[] {
  const inner = lowest[0] < highest[0] ? [lowest, highest] : [highest, lowest]
  return [...new Set([first, ...inner, last])]
}
