import { FlawedMeasurement, type Pair, type Sample } from './criterion.ts'

/** The variants of `lost-update` that the benches use. */
export type CounterVariant = 'plain-increment' | 'atomic-add' | 'mutex' | 'per-worker-sum'

/** The same work for both sides of a contest. */
export interface CounterWork {
  readonly variant: CounterVariant
  readonly workers: number
  /** By each worker. */
  readonly additions: number
}

/** @throws {FlawedMeasurement} when a counter that must be exact is not, or a racy one ends where none can */
export function checked(sample: Sample, work: CounterWork, who: string): Sample {
  const { variant, workers, additions } = work
  const ceiling = workers * additions
  const racy = variant === 'plain-increment' && workers > 1
  const fits = sample.counted !== null && sample.counted <= ceiling && sample.counted >= (racy ? 2 : ceiling)
  if (fits) return sample
  throw new FlawedMeasurement(
    `${who} counted ${String(sample.counted)} of ${String(ceiling)} additions with ${variant} on ${String(workers)} workers`,
  )
}

/**
 * Whether racy additions really were loads and stores of shared memory, each of them. A compiler that kept the counter
 * in a register and stored it once would leave exactly one worker's additions, or all of them, in every round.
 * @returns what is wrong, or null
 */
export function flawOfRacyRounds(pairs: readonly Pair[], { workers, additions }: CounterWork): string | null {
  const mixed = ({ counted }: Sample): boolean => counted !== additions && counted !== workers * additions
  if (!pairs.some(({ subject }) => subject.some(mixed))) return 'the lab’s additions never met: nothing was raced'
  if (!pairs.some(({ base }) => base.some(mixed))) return 'C’s additions never met: nothing was raced'
  return null
}
