import { listed } from '../base/text.ts'
import { counted, formatShare, significant } from '../base/units.ts'
import type { ComparedMeasure, ComparedVariant, MeasureDifference, RunComparison } from './run-comparison.ts'
import { doubtInWords, runToRunInWords, runToRunMethod, scopedOnce, scopeOf } from './run-to-run-in-words.ts'
import { shareClaim, shareDifferenceMethod } from './share-difference-in-words.ts'
import type { Grade } from './words.ts'

/** One with a ratio and its interval. */
type Shown = Extract<MeasureDifference, { readonly ratio: number }>

/** How many times as fast, or as much where the measure does not tell of speed, with its interval. */
export function timesOf(
  { faster }: Pick<ComparedMeasure, 'faster'>,
  { ratio, low, high }: Shown,
): Pick<Shown, 'ratio' | 'low' | 'high'> {
  return faster === 'less' ? { ratio: 1 / ratio, low: 1 / high, high: 1 / low } : { ratio, low, high }
}

/**
 * "1.42× as fast (1.31 to 1.55)", "no difference shown (0.94 to 1.07)", or why nothing can be said; with what a claim, or
 * none, has to be read with.
 */
export function differenceInWords(measure: Pick<ComparedMeasure, 'faster'>, difference: MeasureDifference): string {
  const words = differenceInShort(measure, difference)
  if (!('ratio' in difference)) return words
  if (difference.says !== 'no-difference') return `${words}${scopeOf(difference)}`
  const doubt = isAround1(difference) ? null : difference.doubt
  return doubt === null ? words : words.replace(')', `, but ${doubt})`)
}

/** The same without what it has to be read with. */
export function differenceInShort(measure: Pick<ComparedMeasure, 'faster'>, difference: MeasureDifference): string {
  if (difference.says === 'nothing') return `nothing can be said: ${difference.why}`
  if (difference.says === 'same') return 'the same in every trial'
  const { ratio, low, high } = timesOf(measure, difference)
  const what =
    difference.says === 'no-difference' ? 'no difference shown' : `${significant(ratio)}× as ${nounOf(measure)}`
  return `${what} (${significant(low)} to ${significant(high)})`
}

/** Why differences that their intervals show are not claimed: a sentence for each reason. */
export function doubtsInWords(differences: readonly Shown[]): string[] {
  const doubts = differences.flatMap(one => (isAround1(one) ? [] : (one.doubt ?? [])))
  return [...new Set(doubts)].map(doubt => `No difference is claimed: ${doubt}.`)
}

function isAround1({ low, high }: Shown): boolean {
  return low <= 1 && high >= 1
}

function nounOf({ faster }: Pick<ComparedMeasure, 'faster'>): string {
  return faster === null ? 'much' : 'fast'
}

/** One difference, with where it belongs. */
interface Told {
  readonly variant: string
  readonly measure: ComparedMeasure
  readonly difference: MeasureDifference
}

/** What a comparison comes to, in words: its speeds, or all measures where none tells of speed. */
export function comparisonHeadline(
  comparison: Pick<RunComparison, 'runs' | 'variants' | 'differed'>,
): Pick<RunComparison, 'headline' | 'note'> {
  const { runs, variants } = comparison
  const [base = '', ...others] = runs.map(({ letter }) => letter)
  const told = others.map((letter, other) => ({
    letter,
    outcomes: outcomeSentences(base, letter, other, variants),
    rows: rowsOf(variants, other),
  }))
  const headline = [
    ...verdictSentences(comparison),
    ...told.flatMap(({ outcomes }) => outcomes),
    ...told.flatMap(({ letter, outcomes, rows }) => {
      // Of several runs it must be said which one shows no difference.
      const pair = others.length > 1 ? ` between ${base} and ${letter}` : ''
      return sentencesOf({ base, letter, pair }, rows, outcomes.length > 0)
    }),
  ]
  return {
    headline: scopedOnce(headline, allShown(variants)).join(' '),
    note: noteOf(
      comparison,
      told.flatMap(({ rows }) => rows),
    ),
  }
}

/** All differences that have an interval, of outcomes and measures. */
function allShown(variants: readonly ComparedVariant[]) {
  return variants.flatMap(({ measures, outcomes }) =>
    [...measures, ...outcomes].flatMap(({ differences }) => differences.flatMap(one => ('doubt' in one ? [one] : []))),
  )
}

function rowsOf(variants: readonly ComparedVariant[], other: number): Told[] {
  const all = variants.flatMap(({ variant, measures }) =>
    measures.flatMap(measure => {
      const difference = measure.differences[other]
      return difference === undefined ? [] : [{ variant, measure, difference }]
    }),
  )
  const speeds = all.filter(({ measure }) => measure.isSpeed)
  return speeds.length > 0 ? speeds : all
}

/** Correct before fast. */
function verdictSentences({ runs, variants }: Pick<RunComparison, 'runs' | 'variants'>): string[] {
  return variants.flatMap(({ variant, verdicts }) => {
    if (new Set(verdicts).size === 1) return []
    return [`${variant}: ${listed(verdicts.map((verdict, run) => `${verdict} in ${runs[run]?.letter ?? ''}`))}.`]
  })
}

/** Claims that are spelt out; a list of more is what the table is for. */
const MOST_SPELT_OUT = 3

const WORST_FIRST: readonly Grade[] = ['forbidden', 'interesting', 'acceptable']

/** Of each variant the worst-graded outcome whose share differs: where one comes up more often, others do less often. */
function outcomeSentences(base: string, letter: string, other: number, variants: readonly ComparedVariant[]): string[] {
  const claims = variants.flatMap(({ variant, outcomes }) => {
    const worstFirst = WORST_FIRST.flatMap(worst => outcomes.filter(({ grade }) => grade === worst))
    const found = worstFirst.flatMap(({ name, differences }) => {
      const difference = differences[other]
      if (difference === undefined || difference.says === 'nothing' || difference.says === 'no-difference') return []
      return [`${variant}: ${shareClaim(name, difference, letter, base)}.`]
    })
    return found.slice(0, 1)
  })
  const more = claims.length - MOST_SPELT_OUT
  if (more <= 0) return claims
  return [...claims.slice(0, MOST_SPELT_OUT), `So do outcomes of ${counted(more, 'other')} differ.`]
}

interface Pair {
  readonly base: string
  readonly letter: string
  /** " between A and B", where there are other pairs. */
  readonly pair: string
}

/** @param isElsewhere a difference is shown in something else: then it must be said what shows none */
function sentencesOf({ base, letter, pair }: Pair, rows: readonly Told[], isElsewhere: boolean): string[] {
  if (rows.length === 0) return [`${base} and ${letter} have no measure in common.`]
  const equal = rows.filter(({ difference: { says } }) => says === 'no-difference' || says === 'same')
  const claims = rows.filter(row => 'ratio' in row.difference && !equal.includes(row))
  const silent = rows.filter(({ difference: { says } }) => says === 'nothing')
  const spelt = claims.slice(0, MOST_SPELT_OUT).map(row => claimOf(base, letter, row))
  const more = claims.length - spelt.length
  const ofSpeed = isElsewhere && rows.some(({ measure }) => measure.isSpeed)
  return [
    ...spelt,
    ...(more > 0 ? [`Differences are shown in ${counted(more, 'other')}, too.`] : []),
    ...(equal.length > 0 && claims.length > 0
      ? [named(`No difference${pair} shown in ${whichOf(equal)}.`, ofSpeed)]
      : []),
    ...(equal.length > 0 && claims.length === 0 ? [named(equalOf(base, letter, equal), ofSpeed)] : []),
    ...(silent.length > 0 ? [named(silentOf({ base, letter, pair }, silent, rows.length), ofSpeed)] : []),
  ]
}

function claimOf(base: string, letter: string, row: Told): string {
  const words = differenceInWords(row.measure, row.difference)
  return `${nameOf(row)}: ${letter} is ${words.replace(' (', ` as ${base} (`)}.`
}

/** Of what no difference is shown, or nothing can be said. */
function named(sentence: string, ofSpeed: boolean): string {
  return ofSpeed ? sentence.replace(/^(No difference|Nothing) /, '$1 of speed ') : sentence
}

function equalOf(base: string, letter: string, rows: readonly Told[]): string {
  const [first] = rows
  const doubtful = rows.flatMap(({ difference: own }) => ('ratio' in own && !isAround1(own) ? (own.doubt ?? []) : []))
  if (doubtful[0] !== undefined) {
    return `No difference shown between ${base} and ${letter}: ${doubtInWords(doubtful[0])}.`
  }
  if (rows.length === 1 && first !== undefined && 'ratio' in first.difference) {
    const { low, high } = timesOf(first.measure, first.difference)
    const interval = `${significant(low)} to ${significant(high)}`
    return `No difference shown between ${base} and ${letter}: the interval of the speed-up, ${interval}, contains 1.`
  }
  const why = rows.length === 1 ? 'every trial came to the same' : `all ${String(rows.length)} intervals contain 1`
  return `No difference shown between ${base} and ${letter}: ${why}.`
}

function silentOf({ base, letter, pair }: Pair, silent: readonly Told[], rows: number): string {
  const whys = silent.flatMap(({ difference }) => (difference.says === 'nothing' ? [difference.why] : []))
  const what = silent.length === rows ? `${base} and ${letter}` : `${whichOf(silent)}${pair}`
  return `Nothing can be said of ${what}: ${[...new Set(whys)].join('; ')}.`
}

/** By name where they are few. */
function whichOf(rows: readonly Told[]): string {
  if (rows.length > MOST_SPELT_OUT) return counted(rows.length, 'other')
  return listed(rows.map(nameOf))
}

function nameOf({ variant, measure }: Told): string {
  return measure.isSpeed ? variant : `${variant}, ${measure.name}`
}

function noteOf({ differed }: Pick<RunComparison, 'differed'>, rows: readonly Told[]): string {
  const asked = differed.filter(({ about }) => about === 'parameter')
  const isElsewhere = differed.some(({ about, name }) => about === 'machine' && (name === 'cpu' || name === 'cores'))
  return [
    ...excludedBy(rows),
    ...runToRunInWords(rows.flatMap(({ difference }) => ('ratio' in difference ? [difference] : []))),
    ...(asked.length > 0 ? [`The runs were not asked the same: ${asked.map(parameterInWords).join('; ')}.`] : []),
    ...(isElsewhere ? ['They were measured on different machines.'] : []),
    'What the machine did between the runs counts as a difference, too.',
  ].join(' ')
}

function parameterInWords({ name, values }: { readonly name: string; readonly values: readonly string[] }): string {
  return `${name} ${listed(values)}`
}

/** No difference shown is not none: how large one could still be. */
function excludedBy(rows: readonly Told[]): string[] {
  const equal = rows.flatMap(({ measure, difference }) =>
    difference.says === 'no-difference' ? [timesOf(measure, difference)] : [],
  )
  if (equal.length === 0) return []
  const [low, high] = [Math.min(...equal.map(one => one.low)), Math.max(...equal.map(one => one.high))]
  return [`Not shown is not none: down to ${significant(low)}× and up to ${significant(high)}× is not excluded.`]
}

/** How the intervals were made. */
export function comparisonMethod({ variants }: Pick<RunComparison, 'variants'>): string {
  const ofShares = shareDifferenceMethod(variants.flatMap(({ outcomes }) => outcomes))
  const all = variants.flatMap(({ measures }) => measures)
  const confidences = (isSpeed: boolean): string[] => {
    const own = all.filter(one => one.isSpeed === isSpeed).flatMap(({ differences }) => differences)
    return [...new Set(own.flatMap(one => ('confidence' in one ? [formatShare(one.confidence)] : [])))]
  }
  const each = (share: readonly string[]): string => (share.length === 0 ? '' : ` (each at ${listed(share)})`)
  return [
    'Trials of different runs are not paired: the ratio is the median of the ratios of every two trials (Hodges and',
    'Lehmann, on logarithms), its interval that of the Mann-Whitney test. Consecutive trials that hang together beyond',
    'chance count as one, by their median. The intervals of all speeds hold together at',
    `99\u202f%${each(confidences(true))}, and so do those of all other measures${each(confidences(false))}.`,
    ...(ofShares === '' ? [] : [ofShares]),
    ...runToRunMethod(allShown(variants)),
  ].join(' ')
}
