import { formatShare, significant } from '../base/units.ts'
import type { ComparedOutcome, ShareDifference } from './run-comparison.ts'
import { scopeOf } from './run-to-run-in-words.ts'

/** One with an interval. */
type Shown = Extract<ShareDifference, { readonly low: number }>

/**
 * "36.7 points more often (12.0 to 58.1)", "no difference shown (−12.0 to 34.1 points)", or why nothing can be said; points
 * are hundredths of all trials or rounds.
 * @param other the run, counted from the first that is no base
 */
export function shareDifferenceInWords({ seen, differences }: ComparedOutcome, other: number): string {
  const difference = differences[other]
  if (difference === undefined) return ''
  if (difference.says === 'nothing') return `nothing can be said: ${difference.why}`
  const both = [seen[0], seen[other + 1]]
  if (both.every(one => one?.count === 0)) return 'seen in neither'
  if (both.every(one => one?.count === one?.of)) return 'seen every time in both'
  if (difference.says === 'no-difference')
    return `no difference shown (${intervalOf(difference)} points${doubtOf(difference)})`
  const { by, low, high } = pointsOf(difference)
  return `${significant(by)} points ${oftenIn(difference)} (${significant(low)} to ${significant(high)})${scopeOf(difference)}`
}

/** "lost was seen 36.7 points more often in B than in A (12.0 to 58.1)" */
export function shareClaim(outcome: string, difference: Shown, letter: string, base: string): string {
  const { by, low, high } = pointsOf(difference)
  const interval = `${significant(low)} to ${significant(high)}`
  return `${outcome} was seen ${significant(by)} points ${oftenIn(difference)} in ${letter} than in ${base} (${interval})${scopeOf(difference)}`
}

function oftenIn({ difference }: Shown): string {
  return difference > 0 ? 'more often' : 'less often'
}

/** Of how much more, or less, a claim says it is. */
function pointsOf({ difference, low, high }: Shown): {
  readonly by: number
  readonly low: number
  readonly high: number
} {
  return difference > 0
    ? { by: 100 * difference, low: 100 * low, high: 100 * high }
    : { by: -100 * difference, low: -100 * high, high: -100 * low }
}

function intervalOf({ low, high }: Shown): string {
  return `${significant(100 * low)} to ${significant(100 * high)}`
}

function doubtOf({ low, high, doubt }: Shown): string {
  return doubt === null || (low <= 0 && high >= 0) ? '' : `, but ${doubt}`
}

/** How the intervals of differences between shares were made. */
export function shareDifferenceMethod(outcomes: readonly ComparedOutcome[]): string {
  const all = outcomes.flatMap(({ differences }) => differences)
  const each = all.flatMap(one => ('confidence' in one ? [formatShare(one.confidence)] : []))[0]
  if (each === undefined) return ''
  return [
    'The difference of an outcome’s shares has Newcombe’s interval, from Wilson’s limits of both; rounds of a trial, and',
    'consecutive trials, that hang together beyond chance count as fewer. These intervals hold together at',
    `99\u202f% (each at ${each}).`,
  ].join(' ')
}
