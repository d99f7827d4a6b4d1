import { describe, expect, it } from 'vitest'
import { BUCKETS, bucketOf, lowerEndOf } from '../../../../src/engine/telemetry/histogram.ts'

const DURATIONS = Array.from({ length: 31 }, (_, power) => 2 ** power).flatMap(edge => [
  edge - 1,
  edge,
  edge + edge / 2,
])

describe('a histogram of durations', () => {
  it('sorts each duration into the bucket whose ends it lies between', () => {
    for (const nanos of DURATIONS.map(Math.floor)) {
      const bucket = bucketOf(nanos)
      expect(bucket).toBeLessThan(BUCKETS)
      expect(lowerEndOf(bucket)).toBeLessThanOrEqual(nanos)
      expect(lowerEndOf(bucket + 1)).toBeGreaterThan(nanos)
    }
  })

  it('has buckets no wider than a quarter of their lower end', () => {
    for (let bucket = 4; bucket < BUCKETS - 1; bucket++) {
      const width = lowerEndOf(bucket + 1) - lowerEndOf(bucket)
      expect(width * 4).toBeLessThanOrEqual(lowerEndOf(bucket))
    }
  })

  it('keeps what is longer than it can tell apart in its last bucket, and what is negative in its first', () => {
    expect(bucketOf(1e12)).toBe(BUCKETS - 1)
    expect(bucketOf(-5)).toBe(0)
  })
})
