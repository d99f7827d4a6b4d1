import type { Target } from './bench-document.ts'

/** What one side of a round measured. */
export interface Sample {
  /** The measured phase only: no start of threads, no compiling, no clean-up. */
  readonly millis: number
  /** What the shared words held at the end, where they count. */
  readonly counted: number | null
  /** Operations of each worker, where they decide for themselves how many they do. */
  readonly perWorker?: readonly number[]
}

/** Runs one round and says what it measured; throws {@link FlawedMeasurement} when the result of the work is wrong. */
export type Side = () => Promise<Sample>

/** One round of a contest: what both sides measured, turn by turn. */
export interface Pair {
  readonly subject: readonly Sample[]
  readonly base: readonly Sample[]
}

/** One round of a comparison: a pair for each of its contests, in their order. */
export type Round = readonly Pair[]

/** Two sides that do the same work. */
export interface Contest {
  readonly subject: Side
  readonly base: Side
}

/** Contests that are open for rounds. */
export interface OpenContests {
  readonly contests: readonly Contest[]
  close(): Promise<void>
}

/** What a criterion reads off the rounds. */
export interface Reading {
  /** One figure per round. */
  readonly figures: readonly number[]
  /** What lies behind the figures, for orientation. */
  readonly inWords: string
}

/** One row of the report: what is compared with what, and what is asked of it. */
export interface Criterion {
  readonly name: string
  readonly base: string
  readonly must: Target | null
  readonly goal: Target | null
  /** What the figure means and what it leaves out. */
  readonly note: string
  /** The reason, as far as it is known, that the note gives when a target is missed. */
  readonly whyMissed: string
  readonly read: (rounds: readonly Round[]) => Reading
}

/** Contests that are measured together, and the criteria that are read off their rounds. */
export interface Comparison {
  readonly criteria: readonly Criterion[]
  /** Why it cannot be measured here, or null. */
  readonly whyAbsent: string | null
  /** Measurements of each side of each contest in one round. */
  readonly turns: number
  /** What is wrong with the rounds taken together, or null. */
  readonly flawOf: (rounds: readonly Round[]) => string | null
  /** Starts all sides afresh. Called several times, so that no figure hangs on one thread's compiled code. */
  readonly open: () => Promise<OpenContests>
}

/** The work came out wrong, so its speed means nothing. */
export class FlawedMeasurement extends Error {
  override readonly name = 'FlawedMeasurement'
}
