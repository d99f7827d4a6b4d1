import { describe, expect, it } from 'vitest'
import type { WorkerEvents } from '../../../../../src/engine/pool/recording/event-recording.ts'
import { foldEvents } from '../../../../../src/engine/pool/recording/recorded-waits.ts'
import {
  AWAKE,
  NOT_EQUAL,
  NOTIFIED,
  SLEEPS,
  TIMED_OUT,
  WAIT_BEGAN,
  WAIT_ENDED,
  WOKEN,
} from '../../../../../src/engine/sync/native/door.ts'

const GATE = 1280
const OTHER = 1408

type Told = readonly [atNanos: number, what: number, address?: number, value?: number]

function worker(dropped: number, ...told: readonly Told[]): WorkerEvents {
  return {
    dropped,
    events: told.map(([atNanos, what, address = GATE, value = 0]) => ({ atNanos, what, address, value })),
  }
}

/** A wait in which a worker sleeps once. */
function slept(from: number, to: number, found = WOKEN, address = GATE): readonly Told[] {
  return [
    [from, WAIT_BEGAN, address],
    [from + 1, SLEEPS, address],
    [to - 1, AWAKE, address, found],
    [to, WAIT_ENDED],
  ]
}

function summary(...workers: readonly WorkerEvents[]) {
  return foldEvents(workers).waits.map(({ worker: own, fromNanos, toNanos, end, wokenBy, wokenAtNanos }) => {
    return [own, fromNanos, toNanos, end, wokenBy, wokenAtNanos]
  })
}

describe('recorded events', () => {
  it('become waits that say who woke whom, and when', () => {
    expect(summary(worker(0, ...slept(10, 50)), worker(0, [40, NOTIFIED, GATE, 1]))).toEqual([
      [0, 10, 50, 'woken', 1, 40],
    ])
  })

  it('say that a wait ended by a look, or by its time limit, and that nobody woke it then', () => {
    const looked = worker(0, [5, WAIT_BEGAN], [6, WAIT_ENDED], ...slept(10, 20, NOT_EQUAL))
    const waker = worker(0, [12, NOTIFIED, OTHER, 1])
    expect(summary(looked, waker)).toEqual([
      [0, 5, 6, 'looked', null, null],
      [0, 10, 20, 'looked', null, null],
    ])
    expect(summary(worker(0, ...slept(10, 20, TIMED_OUT)), waker)).toEqual([[0, 10, 20, 'time-limit', null, null]])
  })

  it('give a wake-up to who has slept longest, whoever was first to say that it awoke', () => {
    const late = worker(0, ...slept(20, 61))
    const early = worker(0, ...slept(10, 62))
    const [first, second] = [worker(0, [40, NOTIFIED, GATE, 1]), worker(0, [45, NOTIFIED, GATE, 1])]
    expect(summary(late, early, first, second)).toEqual([
      [1, 10, 62, 'woken', 2, 40],
      [0, 20, 61, 'woken', 3, 45],
    ])
  })

  it('give one wake-up to as many as it woke, and none to a worker that slept again after it', () => {
    const twice = worker(0, ...slept(10, 50), ...slept(60, 80))
    expect(summary(twice, worker(0, ...slept(12, 51)), worker(0, [40, NOTIFIED, GATE, 2]))).toEqual([
      [0, 10, 50, 'woken', 2, 40],
      [1, 12, 51, 'woken', 2, 40],
      [0, 60, 80, 'woken', null, null],
    ])
  })

  it('take the last sleep of a wait for its end', () => {
    const own: readonly Told[] = [
      [10, WAIT_BEGAN],
      [11, SLEEPS],
      [20, AWAKE, GATE, WOKEN],
      [21, SLEEPS],
      [30, AWAKE, GATE, WOKEN],
      [31, WAIT_ENDED],
    ]
    const wakers = [worker(0, [15, NOTIFIED, GATE, 1]), worker(0, [25, NOTIFIED, GATE, 1])]
    expect(summary(worker(0, ...own), ...wakers)).toEqual([[0, 10, 31, 'woken', 2, 25]])
  })

  it('say for which word a wait was, and whether it had a time limit', () => {
    const { waits } = foldEvents([worker(0, [10, WAIT_BEGAN, OTHER, 1], [20, WAIT_ENDED], [30, WAIT_BEGAN, GATE, 0])])
    expect(waits.map(({ word, timed }) => [word, timed])).toEqual([
      [OTHER, true],
      [GATE, false],
    ])
  })

  it('tell of a wait that did not end', () => {
    expect(summary(worker(0, [10, WAIT_BEGAN], [11, SLEEPS]))).toEqual([[0, 10, null, 'open', null, null]])
  })

  it('end for all where the first worker had no room left: who woke whom is not known after that', () => {
    const full = worker(7, ...slept(10, 30))
    const other = worker(0, [20, NOTIFIED, GATE, 1], ...slept(25, 40), ...slept(50, 60))
    expect(foldEvents([full, other]).untilNanos).toBe(30)
    expect(summary(full, other)).toEqual([
      [0, 10, 30, 'woken', 1, 20],
      [1, 25, null, 'open', null, null],
    ])
  })
})
