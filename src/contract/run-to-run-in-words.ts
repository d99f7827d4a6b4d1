import { counted, formatShare, significant } from '../base/units.ts'
import {
  FEWEST_REPEATS,
  NOTHING_KNOWN_DIFFERED,
  type EstimatedDifference,
  type RunToRunSpread,
} from './run-comparison.ts'

/** What a difference has to be read with. */
type Told = Pick<EstimatedDifference, 'doubt' | 'runToRun'>

/** "±5.10 % (10 repeats)"; empty where it is not known. */
export function spreadInWords(runToRun: RunToRunSpread | null): string {
  if (runToRun === null) return ''
  return `${shareInWords(runToRun.spread)} (${counted(runToRun.repeats, 'repeat')})`
}

/** What varies twofold has no "up or down by so many percent". */
function shareInWords(spread: number): string {
  return spread < 1 ? `±${formatShare(spread)}` : `a factor of ${significant(1 + spread)}`
}

const IN_THESE_RUNS = ', in these two runs'

/** Of a claim that nobody knows to hold beyond the runs that were compared; empty for any other. */
export function scopeOf({ runToRun }: Told): string {
  return runToRun === null ? IN_THESE_RUNS : ''
}

/** The same once, after all sentences, where several say it and all claims are such. */
export function scopedOnce(sentences: readonly string[], told: readonly Told[]): readonly string[] {
  const scoped = sentences.filter(sentence => sentence.endsWith(`${IN_THESE_RUNS}.`))
  if (scoped.length < 2 || told.some(({ runToRun }) => runToRun !== null)) return sentences
  return [
    ...sentences.map(sentence => sentence.replace(`${IN_THESE_RUNS}.`, '.')),
    'What differs does so in these runs.',
  ]
}

/** How much runs differ by themselves, as far as it is known: a sentence or two. */
export function runToRunInWords(told: readonly Told[]): string[] {
  const known = told.flatMap(({ runToRun }) => runToRun ?? []).toSorted((a, b) => a.spread - b.spread)
  const [least, most] = [known[0], known.at(-1)]
  const isUnknown = known.length < told.length
  return [
    ...(least === undefined || most === undefined
      ? []
      : [`Runs differ by themselves by about ${fromTo(least, most)}.`]),
    ...(isUnknown
      ? [
          `${unknownFor(known.length)} is not known here: repeat each (${String(FEWEST_REPEATS)} runs on a quiet machine) to know.`,
        ]
      : []),
  ]
}

function unknownFor(known: number): string {
  return `How much ${known === 0 ? 'runs' : 'others'} differ by themselves`
}

function fromTo(least: RunToRunSpread, most: RunToRunSpread): string {
  if (shareInWords(least.spread) === shareInWords(most.spread)) return spreadInWords(least)
  return `${shareInWords(least.spread)} to ${spreadInWords(most)}`
}

/** Why nothing is claimed of intervals that leave no difference out, as a sentence without its beginning. */
export function doubtInWords(doubt: string): string {
  return doubt === NOTHING_KNOWN_DIFFERED
    ? `${doubt}, so the machine did, or runs differ by themselves; none is claimed for what was run`
    : `${doubt}, and how much differs from run to run`
}

/** How the intervals stand to what runs differ by themselves. */
export function runToRunMethod(told: readonly Told[]): string[] {
  if (told.length === 0) return []
  const known = told.filter(({ runToRun }) => runToRun !== null)
  const fewest = String(FEWEST_REPEATS)
  const lines = [
    ...(known.length === 0
      ? []
      : [
          `Repeats are runs on a quiet machine between which nothing that the lab knows of differed; where there are ${fewest} or`,
          'more, an interval reaches at least t·s·√2 to both sides: s is the standard deviation of the repeats’ medians (of their',
          'logarithms; of outcomes, of their shares), t Student’s quantile at the confidence of the interval.',
        ]),
    ...(known.length === told.length
      ? []
      : [
          `Where fewer than ${fewest} repeats of either run are known, intervals are of the trials of these runs alone: how much`,
          `runs differ by themselves is not in them. To know, repeat each (${fewest} runs), taking turns.`,
        ]),
  ]
  return [lines.join(' ')]
}
