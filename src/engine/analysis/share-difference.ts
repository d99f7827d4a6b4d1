import { wilsonInterval } from '../../base/share-interval.ts'
import { alikeAsOne } from './batches.ts'
import { normalQuantile, studentQuantile } from './quantiles.ts'

/** How often something came up in one trial: of one chance, or of the rounds that the trial had. */
export interface TrialCount {
  readonly count: number
  readonly of: number
}

/** A share against another one, in shares of one. */
export interface DifferenceInterval {
  /** The subject's less the base's. */
  readonly difference: number
  readonly low: number
  readonly high: number
}

/** What a comparison of two shares comes to. */
export interface SharesFinding extends DifferenceInterval {
  /** Of the subject, against the base: claimed only where the interval leaves 0 out. */
  readonly says: 'no-difference' | 'more-often' | 'less-often'
  /** Of the interval, a share of one. */
  readonly confidence: number
  /** Chances of the arm that has fewer, those that hang together counted as so many fewer. */
  readonly n: number
}

/** Why nothing can be said. */
export interface SharesRefusal {
  readonly says: 'nothing'
  readonly why: string
}

/** Of so few batches nobody knows how much their rounds hang together. */
const FEWEST_BATCHES = 5

/**
 * How much more often something came up in the trials of the subject than in those of the base, and what that says.
 *
 * Newcombe's interval ({@link newcombeInterval}) of as many chances as are independent: where trials differ by more than
 * single chances explain (rounds of one batch share one start), or neighbours are alike beyond chance, both arms count as
 * fewer by the larger of their design effects (the variance of the share with trials as clusters over the binomial one),
 * with Student's t for so few clusters.
 *
 * Guarantees: where every trial is a chance of its own, Newcombe's interval as published. Nothing is drawn.
 * Does not guarantee: that there is no difference where none is shown; nor its confidence to the digit, nor where a handful
 * of trials hang together, which so few cannot tell.
 * @param confidence of the interval, a share of one
 * @returns a refusal where an arm has no trial, or fewer than 5 of rounds
 * @see Rao and Scott, "A Simple Method for the Analysis of Clustered Binary Data", Biometrics 48 (1992)
 * @see Korn and Graubard, "Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated
 * from Survey Data", Survey Methodology 24 (1998)
 */
export function compareShares(
  base: readonly TrialCount[],
  subject: readonly TrialCount[],
  confidence: number,
): SharesFinding | SharesRefusal {
  const arms = [base, subject]
  const fewest = Math.min(...arms.map(trials => trials.length))
  if (fewest === 0) return { says: 'nothing', why: 'no trial finished' }
  if (arms.some(areBatches) && fewest < FEWEST_BATCHES) {
    const got = arms.map(trials => String(trials.length)).join(' and ')
    return { says: 'nothing', why: `rounds of a trial hang together: it takes 5 trials of each, got ${got}` }
  }
  const z = normalQuantile(confidence)
  const alike = Math.max(...arms.map(trials => designEffect(trials, z)))
  const [ofBase, ofSubject] = [countingOf(base, alike), countingOf(subject, alike)]
  const found = newcombeInterval(ofBase, ofSubject, z)
  const n = Math.floor(Math.min(ofBase.of, ofSubject.of))
  return { says: inWord(found), ...found, confidence, n }
}

function inWord({ low, high }: DifferenceInterval): SharesFinding['says'] {
  if (low <= 0 && high >= 0) return 'no-difference'
  return low > 0 ? 'more-often' : 'less-often'
}

/**
 * Newcombe's hybrid score interval of a difference of two independent shares p - q, from Wilson's limits of each.
 *
 * Formula: from d - √((p - l)² + (u' - q)²) to d + √((u - p)² + (q - l')²), d = p - q; l, u are the limits of p, l', u' of q.
 * Guarantees: -1 <= low <= d <= high <= 1, also where nothing or everything was seen.
 * @param z quantile of the standard normal distribution at the upper end of the interval
 * @see Newcombe, "Interval Estimation for the Difference Between Independent Proportions: Comparison of Eleven Methods",
 * Statistics in Medicine 17 (1998), method 10; the test has the examples of its table II
 */
export function newcombeInterval(base: TrialCount, subject: TrialCount, z: number): DifferenceInterval {
  const [p, q] = [subject.count / subject.of, base.count / base.of]
  const [ofP, ofQ] = [wilsonInterval(subject.count, subject.of, z), wilsonInterval(base.count, base.of, z)]
  const difference = p - q
  return {
    difference,
    low: difference - Math.hypot(p - ofP.low, ofQ.high - q),
    high: difference + Math.hypot(ofP.high - p, q - ofQ.low),
  }
}

function areBatches(trials: readonly TrialCount[]): boolean {
  return trials.some(({ of }) => of > 1)
}

function totalOf(trials: readonly TrialCount[]): TrialCount {
  return trials.reduce((sum, { count, of }) => ({ count: sum.count + count, of: sum.of + of }), { count: 0, of: 0 })
}

/** All trials of an arm as so many independent chances with the same share. */
function countingOf(trials: readonly TrialCount[], designEffect: number): TrialCount {
  const { count, of } = totalOf(trials)
  return { count: count / designEffect, of: of / designEffect }
}

/** How many chances count as one; 1 where they are independent as far as they tell. */
function designEffect(trials: readonly TrialCount[], z: number): number {
  const { count, of } = totalOf(trials)
  const share = count / of
  if (share === 0 || share === 1) return 1
  const off = trials.map(trial => trial.count - share * trial.of)
  const clusters = off.length
  const between = off.reduce((sum, own) => sum + own * own, 0) / (of * share * (1 - share))
  const effect = between * alikeAsOne(off)
  // Rounding apart, trials of one chance each come to 1.
  if (effect <= 1 + 1e-9) return 1
  return effect * (clusters / (clusters - 1)) * (studentQuantile(z, clusters - 1) / z) ** 2
}
