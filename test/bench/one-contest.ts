import { median } from 'simple-statistics'
import type { Comparison, Contest, Criterion, Pair, Round, Sample } from './criterion.ts'

/** A contest that is open for rounds. */
export interface OpenContest extends Contest {
  close(): Promise<void>
}

/** The usual comparison: one contest, one ratio of times. */
export interface OneContest extends Omit<Criterion, 'read'> {
  readonly whyAbsent?: string | null
  readonly turns: number
  /** Of the time that the sides need for a round. */
  readonly ratioOf: (subjectMillis: number, baseMillis: number) => number
  /** The two medians behind the ratio, per measurement, in words. */
  readonly absolute: (subjectMillis: number, baseMillis: number) => string
  /** What is wrong with the rounds taken together, or null. */
  readonly flawOf?: (pairs: readonly Pair[]) => string | null
  readonly open: () => Promise<OpenContest>
}

/** @returns the same as what the bench measures: a comparison with one criterion */
export function comparisonOf({
  whyAbsent = null,
  turns,
  ratioOf,
  absolute,
  flawOf,
  open,
  ...row
}: OneContest): Comparison {
  const pairsOf = (rounds: readonly Round[]): readonly Pair[] => rounds.flat()
  return {
    whyAbsent,
    turns,
    flawOf: rounds => flawOf?.(pairsOf(rounds)) ?? null,
    async open() {
      const contest = await open()
      return { contests: [contest], close: () => contest.close() }
    },
    criteria: [
      {
        ...row,
        read(rounds) {
          const millis = pairsOf(rounds).map(millisOf)
          return {
            figures: millis.map(({ subject, base }) => ratioOf(subject, base)),
            inWords: absolute(
              median(millis.map(({ subject }) => subject)) / turns,
              median(millis.map(({ base }) => base)) / turns,
            ),
          }
        },
      },
    ],
  }
}

/** Faster than the base is more than 1. */
export function speedRatio(subjectMillis: number, baseMillis: number): number {
  return baseMillis / subjectMillis
}

/** What both sides needed over all turns of a round. */
export function millisOf({ subject, base }: Pair): { readonly subject: number; readonly base: number } {
  const total = (samples: readonly Sample[]): number => samples.reduce((sum, { millis }) => sum + millis, 0)
  return { subject: total(subject), base: total(base) }
}
