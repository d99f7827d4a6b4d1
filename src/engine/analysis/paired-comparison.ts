import { medianSorted } from 'simple-statistics'
import { LabError } from '../../base/errors.ts'
import { formatShare } from '../../base/units.ts'
import { rankSumCut, signedRankCut } from './rank-tails.ts'

/**
 * At 95 % one of twenty comparisons of a thing with itself would show a difference, and people compare more than twenty
 * things.
 */
const COMPARISON_CONFIDENCE = 0.99

/**
 * The confidence that each of so many intervals needs, so that all of them hold at {@link COMPARISON_CONFIDENCE}.
 * @returns a share of one
 * @see Dunn, "Multiple Comparisons Among Means", Journal of the American Statistical Association 56 (1961)
 */
export function confidenceOfEach(intervals: number): number {
  return 1 - (1 - COMPARISON_CONFIDENCE) / Math.max(1, intervals)
}

/** Two arms to be compared. Samples have one unit, all above zero. */
export interface ComparedArms {
  readonly base: readonly number[]
  /** What is compared with the base. */
  readonly subject: readonly number[]
  /**
   * `rounds`: entry i of both was measured in the same round, so that what slowed one slowed the other; `none`: the
   * samples of each arm are on their own, as those of two runs are.
   */
  readonly pairing: 'rounds' | 'none'
  /** `more`: of a throughput; `less`: of a time or a cost. */
  readonly better: 'more' | 'less'
}

/** What a comparison comes to. */
export interface ComparisonFinding {
  /** Of the subject, against the base: claimed only where the interval leaves 1 out. */
  readonly says: 'no-difference' | 'faster' | 'slower'
  /** Subject over base. */
  readonly ratio: number
  readonly low: number
  readonly high: number
  /** Of the interval, a share of one. */
  readonly confidence: number
  /** Pairs; without pairing, samples of the arm that has fewer. */
  readonly n: number
}

/** Why nothing can be said. */
export interface ComparisonRefusal {
  readonly says: 'nothing'
  readonly why: string
}

/**
 * How many times as much the subject measures as the base, with an interval, and what that says.
 *
 * Estimator (Hodges and Lehmann), on logarithms, so that a ratio and its inverse weigh the same. Paired: the median of
 * the geometric means of every two rounds' ratios, a round with itself included; the interval inverts Wilcoxon's
 * signed-rank test. Not paired: the median of all ratios of a subject's sample to a base's; the interval inverts the
 * Mann-Whitney test.
 *
 * Guarantees: a comparison of a thing with itself says `no-difference` with at least that confidence, whatever the
 * distribution of the noise; paired, also where the machine drifts. The same samples give the same answer, for nothing
 * is drawn.
 * Does not guarantee: anything about drift between arms that are not paired; nor that there is no difference where none
 * is shown: the interval says how large it can be.
 * @param confidence of the interval, a share of one
 * @returns a refusal with fewer than 8 pairs (5 samples in each arm) at 99 %, or where a sample has no logarithm
 * @throws {LabError} INTERNAL when paired arms differ in length
 * @see Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods" (3rd edition, 2014), 3.2, 3.3, 4.2 and 4.3
 */
export function compareArms(
  arms: ComparedArms,
  confidence = COMPARISON_CONFIDENCE,
): ComparisonFinding | ComparisonRefusal {
  const { base, subject, pairing } = arms
  if (pairing === 'rounds' && base.length !== subject.length) {
    throw new LabError('INTERNAL', `pairs of ${String(base.length)} and ${String(subject.length)} samples`)
  }
  const bad = [...base, ...subject].find(sample => !(sample > 0 && Number.isFinite(sample)))
  if (bad !== undefined) return { says: 'nothing', why: `ratios need samples above zero, and one is ${String(bad)}` }
  const tail = (1 - confidence) / 2
  const cut = pairing === 'rounds' ? signedRankCut(base.length, tail) : rankSumCut(base.length, subject.length, tail)
  if (cut === 0) return { says: 'nothing', why: tooFew(arms, confidence) }
  const [ofSubject, ofBase] = [subject.map(Math.log), base.map(Math.log)]
  const unsorted = pairing === 'rounds' ? walshAverages(ofSubject, ofBase) : differences(ofSubject, ofBase)
  const sorted = [...unsorted.sort()]
  const [low, high] = [Math.exp(sorted.at(cut - 1) ?? 0), Math.exp(sorted.at(-cut) ?? 0)]
  const n = Math.min(base.length, subject.length)
  return { says: inWord(low, high, arms.better), ratio: Math.exp(medianSorted(sorted)), low, high, confidence, n }
}

function inWord(low: number, high: number, better: ComparedArms['better']): ComparisonFinding['says'] {
  if (low <= 1 && high >= 1) return 'no-difference'
  return low > 1 === (better === 'more') ? 'faster' : 'slower'
}

/** Means of every two rounds' differences, a round with itself included. */
function walshAverages(subject: readonly number[], base: readonly number[]): Float64Array {
  const own = subject.map((log, round) => log - (base[round] ?? 0))
  return Float64Array.from(own.flatMap((first, round) => own.slice(round).map(second => (first + second) / 2)))
}

function differences(subject: readonly number[], base: readonly number[]): Float64Array {
  return Float64Array.from(subject.flatMap(first => base.map(second => first - second)))
}

function tooFew({ base, subject, pairing }: ComparedArms, confidence: number): string {
  const tail = (1 - confidence) / 2
  const takes = `an interval of ${formatShare(confidence)} takes at least`
  if (pairing === 'rounds') {
    return `${takes} ${String(fewest(n => signedRankCut(n, tail)))} pairs, got ${String(base.length)}`
  }
  const got = `${String(base.length)} and ${String(subject.length)}`
  return `${takes} ${String(fewest(n => rankSumCut(n, n, tail)))} samples of each, got ${got}`
}

function fewest(cutOf: (n: number) => number): number {
  let n = 2
  while (cutOf(n) === 0) n += 1
  return n
}
