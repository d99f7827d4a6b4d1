import { capitalised, listed } from '../../base/text.ts'
import { counted, formatCount, formatShare } from '../../base/units.ts'
import { comparisonOf } from '../../contract/comparison-in-words.ts'
import type { OutcomeRow, Reason, VariantResult, Warning } from '../../contract/run-document.ts'
import type { RunState, Verdict } from '../../contract/words.ts'
import { isFinished } from '../analysis/outcomes.ts'
import { rateBoundForZero } from '../../base/share-interval.ts'
import type { Experiment, VariantStory } from '../experiments/kit/define-experiment.ts'

/** What a stranger should read first, and what a doubter should read next. */
export interface Headline {
  readonly headline: string
  readonly note: string
}

/** The verdict in words. An experiment words its own success; what went wrong is worded the same for all. */
export function headlineOf(
  experiment: Experiment,
  variants: readonly VariantResult[],
  ending: {
    readonly state: RunState
    readonly verdict: Verdict
    readonly reason: Reason | null
    /** Warnings that take figures their worth. */
    readonly invalid: readonly Warning[]
  },
): Headline {
  const stories = variants.map(variant => storyOf(experiment, variant))
  const note = [ending.reason?.message, zeroNote(variants)].filter(part => part !== undefined).join(' ')
  switch (ending.verdict) {
    case 'failed':
      return { headline: failures(variants), note }
    case 'inconclusive':
      return { headline: whyInconclusive(variants, ending), note }
    case 'passed':
      return { headline: capitalised(experiment.headline(stories) ?? whatOccurred(stories)), note }
  }
}

function storyOf(experiment: Experiment, { variant, trials, outcomes, measures, curve }: VariantResult): VariantStory {
  return {
    title: experiment.variants.find(info => info.variant === variant)?.title ?? variant,
    finished: trials.filter(isFinished).length,
    counts: Object.fromEntries(outcomes.map(({ name, count }) => [name, count])),
    chances: Object.fromEntries(outcomes.map(({ name, rounds }) => [name, rounds ?? trials.filter(isFinished).length])),
    medians: Object.fromEntries(Object.entries(measures).map(([name, { median }]) => [name, median])),
    ...(curve === null ? {} : { curve }),
    compared: comparisonOf(trials),
  }
}

function failures(variants: readonly VariantResult[]): string {
  const sentences = variants.flatMap(({ variant, outcomes, checks, trials }) => [
    ...outcomes
      .filter(row => row.grade === 'forbidden' && row.count > 0)
      .map(row => `${variant}: ${row.name} in ${chancesOf(row, trials.length)}, which must never happen.`),
    ...checks
      .filter(check => check.failures > 0)
      .map(
        check => `${variant}: check ${check.name} failed in ${trialsOf(check.failures, check.of ?? trials.length)}.`,
      ),
  ])
  return sentences.join(' ')
}

function chancesOf({ count, rounds }: OutcomeRow, trials: number): string {
  if (rounds === undefined) return trialsOf(count, trials)
  return `${formatCount(count)} of ${counted(rounds, 'round')}`
}

function trialsOf(count: number, trials: number): string {
  return `${String(count)} of ${counted(trials, 'trial')}`
}

const ENDED: Readonly<Record<RunState, string>> = {
  completed: 'the run ended',
  'timed-out': 'trials hit their time cap',
  cancelled: 'the run was cancelled',
  crashed: 'a worker or the host died',
  interrupted: 'the run was interrupted',
  failed: 'the lab could not carry it out',
}

function whyInconclusive(
  variants: readonly VariantResult[],
  { state, invalid }: { readonly state: RunState; readonly invalid: readonly Warning[] },
): string {
  const [first] = invalid
  return first === undefined ? shortage(variants, state) : `Invalid: ${first.message}`
}

function shortage(variants: readonly VariantResult[], state: RunState): string {
  const finished = variants.map(({ variant, trials }) => `${variant} ${String(trials.filter(isFinished).length)}`)
  return `Too few trials finished to judge: ${ENDED[state]}. Finished: ${finished.join(', ')}.`
}

function whatOccurred(stories: readonly VariantStory[]): string {
  const sentences = stories.map(({ title, counts, chances }) => {
    const seen = Object.entries(counts).filter(([, count]) => count > 0)
    const told = seen.map(([name, count]) => `${name} in ${String(count)} of ${String(chances[name] ?? count)}`)
    return `${title}: ${told.join(', ')}.`
  })
  return sentences.join(' ')
}

/** "None" is a count, not a proof; the note says so wherever a bug of some variant was not seen in another. */
function zeroNote(variants: readonly VariantResult[]): string | undefined {
  const clean = variants.filter(({ outcomes, trials }) => {
    return trials.some(isFinished) && outcomes.every(row => row.grade === 'acceptable' || row.count === 0)
  })
  if (clean.length === 0) return undefined
  const names = listed(clean.map(({ variant }) => variant))
  const rounds = clean.flatMap(({ outcomes }) => outcomes.flatMap(row => row.rounds ?? []))
  const fewest = Math.min(...(rounds.length > 0 ? rounds : clean.map(({ trials }) => trials.filter(isFinished).length)))
  const chances = rounds.length > 0 ? `at least ${counted(fewest, 'round')}` : counted(fewest, 'trial')
  return (
    `${names}: nothing but acceptable outcomes in ${chances} each; ` +
    `counting alone does not exclude a rate below ${formatShare(rateBoundForZero(fewest))}.`
  )
}
