import { describe, expect, it } from 'vitest'
import {
  intervalsOf,
  intervalTrace,
  mostAtOnce,
  recordInterval,
} from '../../../../../src/engine/experiments/kit/interval-trace.ts'

/** A clock that has run for a month: more than 2^31 ns, and whole. */
const LONG_UP = 2_678_400_123_456_789

describe('a trace of intervals', () => {
  it('gives back what each worker recorded, to the nanosecond, after a month of uptime', () => {
    const trace = intervalTrace.bind(new SharedArrayBuffer(intervalTrace.byteLength), 0)
    recordInterval(trace, 0, LONG_UP, LONG_UP + 5)
    recordInterval(trace, 2, LONG_UP + 5, LONG_UP + 3e9 + 1)
    recordInterval(trace, 2, 7, 8)
    expect(intervalsOf(trace, 3)).toEqual([
      [{ from: LONG_UP, to: LONG_UP + 5 }],
      [],
      [
        { from: LONG_UP + 5, to: LONG_UP + 3e9 + 1 },
        { from: 7, to: 8 },
      ],
    ])
  })

  it('keeps the first 1 024 of a worker and counts the rest, and writes into nobody else’s place', () => {
    const trace = intervalTrace.bind(new SharedArrayBuffer(intervalTrace.byteLength), 0)
    for (let nth = 0; nth < 1030; nth++) recordInterval(trace, 0, nth, nth + 1)
    const [first = [], second] = intervalsOf(trace, 2)
    expect([first.length, first.at(-1), second]).toEqual([1024, { from: 1023, to: 1024 }, []])
    expect(trace.counts.of(0).dropped.load()).toBe(6)
  })
})

describe('the most intervals at one moment', () => {
  const of = (...ends: readonly (readonly [from: number, to: number])[]) =>
    mostAtOnce(ends.map(([from, to]) => ({ from, to })))

  it('is one where each begins when the one before has ended, in whatever order they are given', () => {
    expect(of([0, 10], [10, 20], [25, 30])).toBe(1)
    expect(of([25, 30], [0, 10], [10, 20])).toBe(1)
  })

  it('is two as soon as they meet for a nanosecond, also when one lies within the other', () => {
    expect(of([0, 10], [9, 20])).toBe(2)
    expect(of([0, 100], [40, 50], [60, 70])).toBe(2)
    expect(of([0, 10], [2, 8], [7, 12])).toBe(3)
  })

  it('counts none that lasts no time, and is none without any', () => {
    expect(of([0, 10], [5, 5])).toBe(1)
    expect(of()).toBe(0)
  })
})
