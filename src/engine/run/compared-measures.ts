import { NOTHING_KNOWN_DIFFERED, type ComparedMeasure, type MeasureDifference } from '../../contract/run-comparison.ts'
import type { RunDocument, Trial, VariantResult } from '../../contract/run-document.ts'
import { invalidates } from '../../contract/warning.ts'
import { independentSamples } from '../analysis/batches.ts'
import { compareArms, confidenceOfEach, type ComparisonFinding } from '../analysis/paired-comparison.ts'
import { runToRun, widened, type RunToRun } from '../analysis/run-to-run.ts'

/** A measure that all runs have, before it is known among how many it stands. */
interface Candidate extends Omit<ComparedMeasure, 'differences'> {
  /** By run: a figure for each trial that has one. */
  readonly samples: readonly (readonly number[])[]
  /** What makes the figures of one of the runs none; null where nothing does. */
  readonly invalid: string | null
  /** By run, the base left out: how much it and the base differ by themselves, as far as that is known. */
  readonly variations: readonly (RunToRun | null)[]
}

/** A run and the base: what a difference between them is to be held against. */
export interface RunPair {
  /** What else than the runs it may come of; null for nothing that is known. */
  readonly doubt: string | null
  /** Runs that repeat the base, and runs that repeat the other; one list where both repeat each other. */
  readonly kinds: readonly (readonly RunDocument[])[]
}

/** Why nothing is claimed; null where nothing stands against it. */
export function doubtOf({ doubt, kinds }: RunPair, variation: RunToRun | null): string | null {
  return doubt ?? (kinds.length === 1 && variation === null ? NOTHING_KNOWN_DIFFERED : null)
}

/** Why the measure of a variant is no figure, in one of the runs; null where it is one in all. */
export type Invalidity = (variant: string, measure: string) => string | null

/**
 * The measures that all runs have of each variant, with their differences from the base, the first run. The intervals of
 * all speeds hold together at 99 %, and so do those of all other measures, so that looking at many does not make chance
 * look like a difference.
 *
 * Trials of different runs are not paired: interval and word are those of {@link compareArms} without pairing, of trials
 * that are independent as far as {@link independentSamples} can tell. How much runs differ by themselves their trials cannot
 * tell; where repeats of them do, the interval is {@link widened}.
 * @param variants by variant, the results of each run
 */
export function comparedMeasures(
  variants: readonly (readonly VariantResult[])[],
  invalidity: Invalidity,
  pairs: readonly RunPair[],
): ComparedMeasure[][] {
  const candidates = variants.map(results => candidatesOf(results, invalidity, pairs))
  const intervals = candidates.flat().flatMap(({ isSpeed, samples }) => samples.slice(1).map(() => isSpeed))
  const speeds = intervals.filter(isSpeed => isSpeed).length
  const ofSpeeds = confidenceOfEach(speeds)
  const ofOthers = confidenceOfEach(intervals.length - speeds)
  return candidates.map(own => own.map(one => compared(one, pairs, one.isSpeed ? ofSpeeds : ofOthers)))
}

function candidatesOf(
  results: readonly VariantResult[],
  invalidity: Invalidity,
  pairs: readonly RunPair[],
): Candidate[] {
  const [base, ...others] = results
  if (base === undefined) return []
  const inAll = Object.entries(base.measures).filter(
    ([name, { unit }]) =>
      others.every(({ measures }) => measures[name]?.unit === unit) && !isThroughputAgain(name, base),
  )
  const speed = inAll.find(([, { unit }]) => fasterIs(unit) !== null)?.[0]
  return inAll.map(([name, { unit }]) => ({
    name,
    unit,
    faster: fasterIs(unit),
    isSpeed: name === speed,
    figures: results.flatMap(({ measures }) => measures[name] ?? []),
    samples: results.map(({ trials }) => trials.flatMap(trial => figureOf(trial, name) ?? [])),
    invalid: invalidity(base.variant, name),
    variations: pairs.map(({ kinds }) => runToRun(kinds.map(runs => logMedians(runs, base.variant, name, unit)))),
  }))
}

/** The cost of an operation is the throughput's inverse, and its difference the same once more. */
function isThroughputAgain(name: string, { measures }: VariantResult): boolean {
  return name === 'cost' && measures['throughput'] !== undefined && measures['cost']?.unit === 'ns/operation'
}

const TIMES = ['ns', 'µs', 'ms', 's', 'ns/operation']

/** Whether more of it is faster, or less; null where it tells of something else, as CPU time burnt does. */
function fasterIs(unit: string): ComparedMeasure['faster'] {
  if (TIMES.includes(unit)) return 'less'
  return unit.endsWith('/s') && !unit.startsWith('CPU') ? 'more' : null
}

/** Older documents have no figures of trials, but what a throughput is made of. */
function figureOf({ measures, state, operations, durationMillis }: Trial, name: string): number | undefined {
  if (measures !== undefined) return measures[name]
  return name === 'throughput' && state === 'completed' && durationMillis > 0
    ? (operations / durationMillis) * 1000
    : undefined
}

function compared(candidate: Candidate, pairs: readonly RunPair[], confidence: number): ComparedMeasure {
  const { samples, invalid, variations, ...measure } = candidate
  const [base = [], ...others] = samples
  const differences = others.flatMap((subject, other): MeasureDifference | [] => {
    const pair = pairs[other]
    if (pair === undefined) return []
    if (invalid !== null) return { says: 'nothing', why: invalid }
    const found = differenceOf(base, subject, measure, confidence)
    return 'ratio' in found ? heldAgainst(pair, variations[other] ?? null, found, measure.faster) : found
  })
  return { ...measure, differences }
}

/** What runs differ by themselves is not said to be a difference of two; nor what they cannot be told to differ in. */
function heldAgainst(
  pair: RunPair,
  variation: RunToRun | null,
  found: ComparisonFinding,
  faster: Candidate['faster'],
): MeasureDifference {
  const doubt = doubtOf(pair, variation)
  const { ratio, confidence } = found
  const given = { estimate: Math.log(ratio), low: Math.log(found.low), high: Math.log(found.high) }
  const { low, high } = variation === null ? given : widened(given, variation, confidence)
  const isClaimed = found.says !== 'no-difference' && doubt === null && (low > 0 || high < 0)
  return {
    ...found,
    says: isClaimed ? inWord(found.says, faster) : 'no-difference',
    low: Math.exp(low),
    high: Math.exp(high),
    doubt,
    runToRun: variation === null ? null : { spread: Math.expm1(variation.deviation), repeats: variation.repeats },
  }
}

function inWord(
  says: 'faster' | 'slower',
  faster: Candidate['faster'],
): Extract<MeasureDifference, { readonly ratio: number }>['says'] {
  if (faster !== null) return says
  return says === 'faster' ? 'more' : 'less'
}

/** Of the runs that have a figure of it; none where one of them is not above zero, which has no logarithm. */
function logMedians(runs: readonly RunDocument[], variant: string, name: string, unit: string): number[] {
  const medians = runs.flatMap(({ variants, warnings }) => {
    const own = variants.find(one => one.variant === variant)?.measures[name]
    return own?.unit === unit && invalidates(warnings, variant, name) === undefined ? [own.median] : []
  })
  return medians.every(median => median > 0) ? medians.map(Math.log) : []
}

function differenceOf(
  base: readonly number[],
  subject: readonly number[],
  { faster }: Pick<Candidate, 'faster'>,
  confidence: number,
): ComparisonFinding | Exclude<MeasureDifference, { readonly ratio: number }> {
  const [first] = base
  if (first === undefined || subject.length === 0) {
    return { says: 'nothing', why: 'single trials have no figure of it' }
  }
  if ([...base, ...subject].every(sample => sample === first) && first <= 0) {
    return { says: 'same' }
  }
  const arms = { base: independentSamples(base), subject: independentSamples(subject) }
  return compareArms({ ...arms, pairing: 'none', better: faster ?? 'more' }, confidence)
}
