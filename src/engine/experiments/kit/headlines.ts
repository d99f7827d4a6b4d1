import { capitalised, listed } from '../../../base/text.ts'
import { counted } from '../../../base/units.ts'
import type { VariantStory } from './define-experiment.ts'

/** "28 of 30 trials": in how many the variant came to one of these outcomes. */
export function trialsWith({ counts, finished }: VariantStory, outcomes: readonly string[]): string {
  return `${String(countOf(counts, outcomes))} of ${counted(finished, 'trial')}`
}

/**
 * The finding in a sentence per variant that showed one of these outcomes, and one about all the others.
 * @param says of a variant, without its subject: "sold too many tickets in 28 of 30 trials"
 * @param others of the variants that showed none of it: "sold exactly the stock"
 */
export function tellApart(
  stories: readonly VariantStory[],
  outcomes: readonly string[],
  says: (story: VariantStory) => string,
  others: string,
): string {
  const showing = stories.filter(({ counts }) => countOf(counts, outcomes) > 0)
  const clean = stories.filter(story => !showing.includes(story) && story.finished > 0).map(({ title }) => title)
  const sentences = showing.map(story => `${capitalised(story.title)} ${says(story)}.`)
  if (clean.length > 0) sentences.push(`${capitalised(listed(clean))} ${others}.`)
  return sentences.join(' ')
}

function countOf(counts: VariantStory['counts'], outcomes: readonly string[]): number {
  return outcomes.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0)
}
