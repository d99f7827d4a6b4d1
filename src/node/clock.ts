import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../engine/ports.ts'

const START = process.hrtime.bigint()

/**
 * Nanoseconds on the monotonic clock that all threads share. Whole nanoseconds up to 2^53 (104 days of uptime), then in
 * steps of two.
 */
export function nowNanos(): number {
  return Number(process.hrtime.bigint())
}

export const nodeClock: Clock = {
  nowMillis: () => Number(process.hrtime.bigint() - START) / 1e6,
  nowNanos,
  wallTime: () => new Date().toISOString(),
  wallMillis: () => Date.now(),
  sleep: millis => sleep(millis),
  after(millis, expire) {
    const timer = setTimeout(expire, millis).unref()
    return () => {
      clearTimeout(timer)
    }
  },
  every(millis, tick) {
    const timer = setInterval(tick, millis).unref()
    return () => {
      clearInterval(timer)
    }
  },
  yield: () => setImmediate(),
}
