import { capitalised } from '../../../base/text.ts'
import { formatRate } from '../../../base/units.ts'
import type { VariantStory } from './define-experiment.ts'

/**
 * Fastest and slowest by their median throughput, in one sentence.
 * @param noun what is counted, in the plural
 */
export function speedStory(stories: readonly VariantStory[], noun: string): string {
  const rated = stories.flatMap(({ title, medians: { throughput } }) =>
    throughput === undefined ? [] : [{ title, throughput }],
  )
  const [fastest, ...others] = rated.toSorted((a, b) => b.throughput - a.throughput)
  const slowest = others.at(-1)
  if (fastest === undefined) return ''
  const best = `${capitalised(fastest.title)} got ${formatRate(fastest.throughput)} ${noun}/s through`
  if (slowest === undefined) return `${best}.`
  return `${best}, ${slowest.title} ${formatRate(slowest.throughput)}.`
}
