import type { MeasureSummary, RunDocument, Warning } from './run-document.ts'
import type { Grade, Verdict } from './words.ts'

/** More runs do not fit beside each other. */
export const MOST_COMPARED = 8

/** With fewer runs of one thing nobody knows how much they differ by themselves. */
export const FEWEST_REPEATS = 5

/** The doubt of a difference between runs that should be the same, where nobody knows how much such runs differ. */
export const NOTHING_KNOWN_DIFFERED = 'nothing that the lab knows of differed'

/**
 * `interleave.comparison/1`: runs of one experiment, held against the first of them, the base. Fields are added, never
 * changed. Lists "by run" have an entry for each run, in the order of `runs`.
 */
export interface RunComparison {
  readonly schema: 'interleave.comparison/1'
  readonly experiment: string
  readonly simulated: boolean
  readonly runs: readonly ComparedRunFacts[]
  /** What the comparison comes to, in a sentence or two. */
  readonly headline: string
  /** What a doubter should read next. */
  readonly note: string
  /** Those that all runs have, in the base's order. */
  readonly variants: readonly ComparedVariant[]
  /** What was not the same; empty where nothing but the time differed. */
  readonly differed: readonly Differing[]
  readonly warnings: readonly Warning[]
}

export interface ComparedRunFacts extends Pick<
  RunDocument,
  'id' | 'startedAt' | 'state' | 'verdict' | 'headline' | 'seed' | 'machine' | 'versions'
> {
  /** A, B, C …: what words and figures call it. */
  readonly letter: string
  /** What its reader called it; empty where nobody did. */
  readonly name: string
  /** It came from a file. */
  readonly imported: boolean
}

export interface ComparedVariant {
  readonly variant: string
  /** By run. */
  readonly verdicts: readonly Verdict[]
  readonly outcomes: readonly ComparedOutcome[]
  readonly measures: readonly ComparedMeasure[]
}

export interface ComparedOutcome {
  readonly name: string
  readonly grade: Grade
  /** By run: how often it was seen, of how many trials (or rounds) that finished; null where the run has no such row. */
  readonly seen: readonly ({ readonly count: number; readonly of: number } | null)[]
  /** By run, the base left out: against the base. */
  readonly differences: readonly ShareDifference[]
}

/** How much more often one run came to an outcome than the base, in shares of one. */
export type ShareDifference =
  | (EstimatedDifference & {
      /** Claimed only where the interval leaves 0 out and there is no `doubt`. */
      readonly says: 'no-difference' | 'more-often' | 'less-often'
      /** The run's share less the base's. */
      readonly difference: number
    })
  | { readonly says: 'nothing'; readonly why: string }

export interface ComparedMeasure {
  readonly name: string
  readonly unit: string
  /** Whether more or less of it is faster; null where it does not tell of speed. */
  readonly faster: 'more' | 'less' | null
  /** The one that says how fast its variant is: at most one of a variant. */
  readonly isSpeed: boolean
  /** By run: as the run's own document has it. */
  readonly figures: readonly MeasureSummary[]
  /** By run, the base left out: against the base. */
  readonly differences: readonly MeasureDifference[]
}

/** How much a figure differs between runs in which nothing that the lab knows of does. */
export interface RunToRunSpread {
  /** Standard deviation from run to run: of what has ratios by so large a share up or down, of shares in shares of one. */
  readonly spread: number
  /** Runs that it was learnt from: repeats of the one, of the other or of both. */
  readonly repeats: number
}

/** How far the estimate of a difference between two runs is to be trusted. */
export interface EstimatedDifference {
  /** The interval around it, widened by `runToRun` where that is known, else made of the trials of two runs. */
  readonly low: number
  readonly high: number
  /** Of the interval, a share of one. */
  readonly confidence: number
  /** Samples, trials or rounds of the run that has fewer; those that hang together count as fewer. */
  readonly n: number
  /**
   * Why a difference would not be one of what was run: others had part of the machine, or
   * {@link NOTHING_KNOWN_DIFFERED}; null where nothing stands against it.
   */
  readonly doubt: string | null
  /** Null where too few repeats are known to tell. */
  readonly runToRun: RunToRunSpread | null
}

/** Of one run's measure, against the base's. */
export type MeasureDifference =
  | (EstimatedDifference & {
      /**
       * Claimed only where the interval leaves 1 out and there is no `doubt`; `more` and `less` where the measure does not
       * tell of speed.
       */
      readonly says: 'no-difference' | 'faster' | 'slower' | 'more' | 'less'
      /** The run's over the base's, in the measure's own unit. */
      readonly ratio: number
    })
  /** Every trial of both came to one and the same value, which is not above zero. */
  | { readonly says: 'same' }
  | { readonly says: 'nothing'; readonly why: string }

export interface Differing {
  readonly about: 'parameter' | 'plan' | 'instrument' | 'version' | 'machine'
  readonly name: string
  /** By run. */
  readonly values: readonly string[]
}
