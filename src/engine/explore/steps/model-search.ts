import type { Cut } from '../../../contract/exploration.ts'
import type { End } from './machine.ts'

/** An end that some schedule leads to. */
export interface FoundEnd {
  readonly end: End
  /** All states in which it ends so. */
  readonly states: number[]
  /** Null where the search did not look for the fewest. */
  readonly fewestPreemptions: number | null
  /** The steps of one schedule to it, as labels. */
  readonly schedule: readonly number[]
}

/** The same for ends that are the same. */
export function keyOf({ kind, name, value }: End): string {
  return `${kind} ${name} ${String(value)}`
}

/** A search of a model, which goes on a slice at a time. */
export interface ModelSearch {
  /** States that were reached. */
  readonly states: number
  /** Those of them that were not looked at yet. */
  readonly ahead: number
  /** All schedules with fewer preemptions were covered; 0 in a search that does not go by them. */
  readonly preemptions: number
  /** What cut it short so far. */
  readonly cut: Cut | null
  /** In the order in which they were found. */
  readonly ends: readonly FoundEnd[]
  /** Goes on for so many places. @returns whether the search is over */
  advance(places: number): boolean
  /** Ends the search where it is. */
  stop(why: Cut): void
  /** After the search: schedules by the state in which they end; null where they were not counted, or have no end. */
  counts(): ReadonlyMap<number, bigint> | null
}
