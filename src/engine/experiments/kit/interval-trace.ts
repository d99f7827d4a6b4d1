import { MAX_WORKERS } from '../../../contract/limits.ts'
import { block, i32, layout, perWorker, type Bound } from '../../memory/layout.ts'

/** Intervals of one worker that are kept. */
const KEPT = 1024
/** Two for each end: a clock's nanoseconds need more than 32 bits. */
const WORDS = 4
const LOW = 2 ** 31

/**
 * From when to when each worker did something, by a clock that all of them share. It rests on no word of the lock that it
 * judges: what a lock keeps apart must not overlap in time either.
 *
 * Guarantees: an interval begins after what is before it in the worker's program, and ends before what comes after.
 * Does not guarantee: that all are kept; what a worker records after its first 1 024 is counted, and left out.
 */
export const intervalTrace = layout('interval-trace', {
  ends: block(MAX_WORKERS * KEPT * WORDS, {
    writers: 'one worker per 4 096 words',
    access: 'single writer',
    doc: 'by interval: where it began, ns / 2^31 and the rest, and where it ended',
  }),
  counts: perWorker(
    layout('interval-counts', {
      kept: i32({ writers: 'the worker', access: 'single writer', unit: 'intervals', doc: 'recorded' }),
      dropped: i32({ writers: 'the worker', access: 'single writer', unit: 'intervals', doc: 'without room' }),
    }),
  ),
})

type IntervalTrace = Bound<typeof intervalTrace.fields>

export interface Interval {
  /** ns */
  readonly from: number
  /** ns */
  readonly to: number
}

/** @param from ns, as `to`, on the clock that all workers share */
export function recordInterval({ ends, counts }: IntervalTrace, worker: number, from: number, to: number): void {
  const { kept, dropped } = counts.of(worker)
  const nth = kept.cell[0]
  if (nth === KEPT) {
    dropped.cell[0]++
    return
  }
  const at = (worker * KEPT + nth) * WORDS
  ends.items[at] = Math.floor(from / LOW)
  ends.items[at + 1] = from % LOW
  ends.items[at + 2] = Math.floor(to / LOW)
  ends.items[at + 3] = to % LOW
  kept.cell[0] = nth + 1
}

/** Each worker's intervals, T1 first; when they are done. */
export function intervalsOf({ ends, counts }: IntervalTrace, workers: number): readonly (readonly Interval[])[] {
  const word = (at: number): number => ends.items[at] ?? 0
  return counts.first(workers).map(({ kept }, worker) =>
    Array.from({ length: kept.load() }, (_, nth) => {
      const at = (worker * KEPT + nth) * WORDS
      return { from: word(at) * LOW + word(at + 1), to: word(at + 2) * LOW + word(at + 3) }
    }),
  )
}

/** How many were under way at one moment, at most. One that ends as another begins does not meet it. */
export function mostAtOnce(intervals: readonly Interval[]): number {
  const moments = intervals
    .filter(({ from, to }) => to > from)
    .flatMap(({ from, to }) => [
      { at: from, change: 1 },
      { at: to, change: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || a.change - b.change)
  let now = 0
  let most = 0
  for (const { change } of moments) {
    now += change
    most = Math.max(most, now)
  }
  return most
}
