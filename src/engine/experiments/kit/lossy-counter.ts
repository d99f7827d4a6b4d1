import type { BoundAxis } from '../../../contract/run-document.ts'
import type { Grade } from '../../../contract/words.ts'
import type { VariantStory } from './define-experiment.ts'
import { share } from './measures.ts'

/** What K workers that add 1 to a shared counter, N times each, can leave in it when additions get lost. */
export type Counted = { readonly expected: number; readonly actual: number }

interface Sizes {
  readonly workers: number
  readonly additions: number
}

/** The smallest final value that any interleaving of K workers with N additions each can leave. */
export function floorOf(workers: number, additions: number): number {
  if (workers === 1) return additions
  return additions === 1 ? 1 : 2
}

export function lostOf({ expected, actual }: Counted): number {
  return Math.max(0, expected - actual)
}

/** Vanished additions, of all. */
export function lossOf(counted: Counted): number {
  return counted.expected > 0 ? lostOf(counted) / counted.expected : 0
}

/** The measure of {@link lossOf}. */
export const lostShare = share('lost-share', 'vanished additions of all additions, per trial', lossOf)

/** Of all additions, in the median of the trials. */
export function medianLoss({ medians }: Pick<VariantStory, 'medians'>): number {
  return medians[lostShare.name] ?? 0
}

/** @param lost what it means for each variant that additions are missing, but not more than can be */
export function countedOutcomes<const G extends Grade | Readonly<Record<string, Grade>>>(lost: G) {
  return [
    {
      name: 'exact',
      description: 'every addition counted',
      when: ({ expected, actual }: Counted) => actual === expected,
      grades: 'acceptable',
    },
    {
      name: 'lost',
      description: 'some additions vanished, no fewer than the floor are left',
      when: ({ expected, actual }: Counted, { workers, additions }: Sizes) =>
        actual < expected && actual >= floorOf(workers, additions),
      grades: lost,
    },
    {
      name: 'below-floor',
      description: 'fewer additions left than any interleaving can leave',
      when: ({ actual }: Counted, { workers, additions }: Sizes) => actual < floorOf(workers, additions),
      grades: 'forbidden',
    },
    {
      name: 'above-ceiling',
      description: 'more counted than was added',
      when: ({ expected, actual }: Counted) => actual > expected,
      grades: 'forbidden',
    },
  ] as const
}

export function countedAxis({ workers, additions }: Sizes): BoundAxis {
  return {
    observed: 'actual',
    label: 'final value of the counter',
    floor: floorOf(workers, additions),
    ceiling: workers * additions,
    ...whyBounds(workers, additions),
    marks: marksOf(workers, additions),
  }
}

function marksOf(workers: number, additions: number): BoundAxis['marks'] {
  const ceiling = { value: workers * additions, caption: 'K × N, nothing lost', bound: true }
  if (workers === 1) return [ceiling]
  const floor = { value: floorOf(workers, additions), caption: 'proved floor', bound: true }
  const unlucky = { value: additions, caption: 'N: one preemption is enough', bound: false }
  return additions > 2 ? [floor, unlucky, ceiling] : [floor, ceiling]
}

function whyBounds(workers: number, additions: number): { floorWhy: string; ceilingWhy: string } {
  const ceilingWhy = 'each stored value counts the stores it builds on, and there are workers x additions of them'
  if (workers === 1) return { floorWhy: 'one worker alone has nobody to overwrite', ceilingWhy }
  if (additions === 1) return { floorWhy: 'all workers may read the initial 0, and each stores 1', ceilingWhy }
  return {
    floorWhy:
      'the last store belongs to some worker’s last addition; its load came after that worker’s own earlier store, so it read at least 1',
    ceilingWhy,
  }
}
