import { listed } from '../../base/text.ts'
import { formatMillis, formatShare, significant } from '../../base/units.ts'
import type { RecordedTrial } from '../../contract/events.ts'
import type { Warning } from '../../contract/run-document.ts'
import type { Concern } from '../../contract/warning.ts'
import { compareArms } from '../analysis/paired-comparison.ts'
import { FEWEST_FOR_AN_INTERVAL, medianInterval, medianOf, spreadOf } from '../analysis/statistics.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { cost, isMeasuredIn } from '../experiments/kit/measures.ts'
import { CURVE_MEASURE } from '../experiments/kit/workers-curve.ts'
import type { MeasuredSamples } from './measured-samples.ts'

/** What was measured of one variant, for those who doubt it. */
export interface MeasuredVariant {
  readonly variant: string
  readonly measured: MeasuredSamples
  readonly trials: readonly RecordedTrial[]
  /** Throughput at each point of its workers curve, a sample per trial, in their order; none without a curve. */
  readonly curve?: readonly (readonly number[])[]
}

const MOST_SPREAD = 0.1
/** Later trials must be faster by more than this before it is told. */
const LEAST_WARMING = 1.1
/** A phase of fewer steps of the clock is known to no better than 1 %. */
const FEWEST_CLOCK_STEPS = 100
/**
 * No processor does a counted operation of ours, which loads and stores, in less: it would be ten in a nanosecond. Whoever
 * measures that has measured a loop that the compiler left out.
 */
const SHORTEST_OPERATION_NANOS = 0.1

/** Measures of how fast a variant was, and which way is better. */
const SPEEDS = [
  { name: CURVE_MEASURE, better: 'more' },
  { name: cost.name, better: 'less' },
] as const

/** Whether a run has a figure that is a speed. */
export function isTimed(measures: readonly { readonly name: string }[]): boolean {
  return measures.some(({ name }) => SPEEDS.some(speed => speed.name === name))
}

interface FigureFacts {
  /** Of the experiment. */
  readonly measures: Experiment['measures']
  /** The smallest step of the clock that trials are timed with, if it is known. */
  readonly clockStepNanos: number | undefined
  readonly seed: number
}

/**
 * What is to be said about a run's figures, each with the figures that it is said of.
 */
export function figureWarnings(
  variants: readonly MeasuredVariant[],
  { measures, clockStepNanos, seed }: FigureFacts,
): Warning[] {
  return [
    ...notConsumed(variants),
    ...(clockStepNanos === undefined ? [] : tooShort(variants, clockStepNanos)),
    ...warmingUp(variants),
    ...spread(variants),
    ...tooFew(variants),
    ...hidden(variants, measures),
    ...noDifference(variants, seed),
  ]
}

/** One thing to be said of some figures, with a word on each. */
interface Doubt extends Concern {
  readonly how: string
}

function warned(code: string, doubts: readonly Doubt[], message: (whose: string) => string): Warning[] {
  if (doubts.length === 0) return []
  const whose = doubts.map(({ variant, measure, how }) => {
    const words = [measure, how].filter(word => word !== undefined && word !== '').join(' ')
    return words === '' ? variant : `${variant} (${words})`
  })
  return [{ code, message: message(listed(whose)), about: doubts.map(({ how: _, ...concern }) => concern) }]
}

function notConsumed(variants: readonly MeasuredVariant[]): Warning[] {
  const doubts = variants.flatMap(({ variant, measured, trials }): Doubt[] => {
    const perWorker = trials.filter(isComplete).flatMap(record => record.perWorker)
    const nanos = perWorker.flatMap(({ operations, measuredMillis }) =>
      operations > 0 ? [(measuredMillis * 1e6) / operations] : [],
    )
    if (nanos.length === 0 || medianOf(nanos) >= SHORTEST_OPERATION_NANOS) return []
    const how = `${significant(medianOf(nanos))}\u202fns an operation`
    return speedsOf(measured).map(({ name: measure }) => ({ variant, measure, how }))
  })
  return warned(
    'result-not-consumed',
    doubts,
    whose =>
      `no processor is as fast as ${whose}: nobody used what was computed, and the compiler left the work out. ` +
      'These figures do not count.',
  ).map(warning => ({ ...warning, invalid: true }))
}

function tooShort(variants: readonly MeasuredVariant[], clockStepNanos: number): Warning[] {
  const leastMillis = (FEWEST_CLOCK_STEPS * clockStepNanos) / 1e6
  const doubts = variants.flatMap(({ variant, measured, trials }): Doubt[] => {
    const millis = trials.filter(isComplete).map(({ trial }) => trial.durationMillis)
    if (millis.length === 0 || medianOf(millis) >= leastMillis) return []
    return speedsOf(measured).map(({ name: measure }) => ({ variant, measure, how: formatMillis(medianOf(millis)) }))
  })
  return warned(
    'window-too-short',
    doubts,
    whose =>
      `trials are too short for the clock, which steps by ${formatMillis(clockStepNanos / 1e6)} and needs ` +
      `${formatMillis(leastMillis)}: ${whose}. More operations a trial make them longer.`,
  )
}

function warmingUp(variants: readonly MeasuredVariant[]): Warning[] {
  const doubts = variants.flatMap(({ variant, measured, curve = [] }) =>
    speedsOf(measured).flatMap(({ name, better, samples }): Doubt[] => {
      const gain = gainedLater(name === CURVE_MEASURE && curve.length > 0 ? curve : [samples], better)
      return gain < LEAST_WARMING ? [] : [{ variant, measure: name, how: `${formatShare(gain - 1)} faster later` }]
    }),
  )
  return warned(
    'warming-up',
    doubts,
    whose =>
      `later trials were faster than the first ones: ${whose}. Code was still being compiled, or something else ended ` +
      'meanwhile. More warm-up trials show what it settles at.',
  )
}

/**
 * How many times as fast the later trials were; 1 where no difference is shown. The points of a curve have few trials each,
 * so they are looked at together, each over its own median.
 * @param points samples in the order of their trials
 */
function gainedLater(points: readonly (readonly number[])[], better: 'more' | 'less'): number {
  const least = Math.ceil(FEWEST_FOR_AN_INTERVAL / points.length)
  const parts = points
    .filter(samples => samples.length > 0 && medianOf(samples) > 0)
    .map(samples => {
      const median = medianOf(samples)
      const relative = samples.map(sample => sample / median)
      const first = Math.max(least, Math.ceil(samples.length / 3))
      return { early: relative.slice(0, first), late: relative.slice(first) }
    })
  const [base, subject] = [parts.flatMap(({ early }) => early), parts.flatMap(({ late }) => late)]
  const found = compareArms({ base, subject, pairing: 'none', better })
  if (found.says !== 'faster') return 1
  return better === 'more' ? found.ratio : 1 / found.ratio
}

function spread(variants: readonly MeasuredVariant[]): Warning[] {
  const doubts = variants.flatMap(({ variant, measured }) =>
    speedsOf(measured).flatMap(({ name, samples }): Doubt[] => {
      const wide = samples.length < FEWEST_FOR_AN_INTERVAL ? 0 : spreadOf(samples)
      return wide > MOST_SPREAD ? [{ variant, measure: name, how: formatShare(wide) }] : []
    }),
  )
  return warned(
    'spread',
    doubts,
    whose =>
      `trials lie more than ${formatShare(MOST_SPREAD)} apart, from quartile to quartile over the median: ${whose}. ` +
      'The interval says what the median is worth.',
  )
}

function tooFew(variants: readonly MeasuredVariant[]): Warning[] {
  const doubts = variants.flatMap(({ variant, measured }) =>
    [...measured].flatMap(([measure, { samples }]): Doubt[] =>
      samples.length < FEWEST_FOR_AN_INTERVAL ? [{ variant, measure, how: `n = ${String(samples.length)}` }] : [],
    ),
  )
  const byVariant = [...new Set(doubts.map(({ variant }) => variant))]
  return warned(
    'too-few-samples',
    doubts,
    () =>
      `fewer than ${String(FEWEST_FOR_AN_INTERVAL)} samples bear no interval, and none is shown: ${listed(byVariant)}. ` +
      'More trials show it.',
  )
}

/** Percentiles of too little, which no trial has. */
function hidden(variants: readonly MeasuredVariant[], measures: Experiment['measures']): Warning[] {
  const doubts = measures.flatMap((measure): Doubt[] => {
    const { name, needs } = measure
    if (needs === undefined) return []
    return variants
      .filter(({ variant, trials }) => isMeasuredIn(measure, variant) && trials.some(isComplete))
      .filter(({ measured }) => !measured.has(name))
      .map(({ variant }) => ({ variant, measure: name, how: `takes ${needs}` }))
  })
  return warned('too-few-samples', doubts, whose => `hidden, for it would be a guess: ${whose}.`)
}

function isComplete({ trial }: RecordedTrial): boolean {
  return trial.state === 'completed'
}

const SPEED_UP = 'speed-up'

function noDifference(variants: readonly MeasuredVariant[], seed: number): Warning[] {
  const doubts = variants.flatMap(({ variant, measured }): Doubt[] => {
    const samples = measured.get(SPEED_UP)?.samples ?? []
    const { low, high } = samples.length === 0 ? { low: null, high: null } : medianInterval(samples, seed)
    if (low === null || high === null || low > 1 || high < 1 || low === high) return []
    return [{ variant, measure: SPEED_UP, how: `${significant(low)} to ${significant(high)}` }]
  })
  return warned(
    'no-difference-shown',
    doubts,
    whose => `no difference shown: the interval contains 1 in ${whose}. That is not "as fast": it is not known.`,
  )
}

function speedsOf(measured: MeasuredSamples) {
  return SPEEDS.flatMap(({ name, better }) => {
    const samples = measured.get(name)?.samples
    return samples === undefined ? [] : [{ name, better, samples }]
  })
}
