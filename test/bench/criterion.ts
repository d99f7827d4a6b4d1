import type { Target } from './bench-document.ts'

/** What one side of a round measured. */
export interface Sample {
  /** The measured phase only: no start of threads, no compiling, no clean-up. */
  readonly millis: number
  /** What the shared counter held at the end, where there is one. */
  readonly counted: number | null
}

/** Runs one round and says what it measured; throws {@link FlawedMeasurement} when the result of the work is wrong. */
export type Side = () => Promise<Sample>

/** One round: what both sides measured, turn by turn. */
export interface Pair {
  readonly subject: readonly Sample[]
  readonly base: readonly Sample[]
}

/** Two sides that are open for rounds. */
export interface Contest {
  readonly subject: Side
  readonly base: Side
  close(): Promise<void>
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
  /** Measurements of each side in one round. */
  readonly turns: number
  /** Of the time that the sides need for a round. */
  readonly ratioOf: (subjectMillis: number, baseMillis: number) => number
  /** The two medians behind the ratio, per measurement, in words; for orientation. */
  readonly absolute: (subjectMillis: number, baseMillis: number) => string
  /** What is wrong with the rounds taken together, or null. */
  readonly flawOf?: (pairs: readonly Pair[]) => string | null
  /** Starts both sides afresh. Called several times, so that no figure hangs on one thread's compiled code. */
  readonly open: () => Promise<Contest>
}

/** The work came out wrong, so its speed means nothing. */
export class FlawedMeasurement extends Error {
  override readonly name = 'FlawedMeasurement'
}
