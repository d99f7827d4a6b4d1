import { jainIndex as evenness } from '../../src/base/fairness.ts'
import { geometricMean, median } from 'simple-statistics'
import { invariant } from '../../src/base/assert.ts'
import type { Pair, Round, Sample } from './criterion.ts'
import { millisOf, speedRatio } from './one-contest.ts'

/** The figure of one cell, round by round. */
export interface Cell {
  /** Index into the comparison's contests. */
  readonly index: number
  readonly figures: readonly number[]
}

/** The geometric mean of a figure over all cells, round by round. */
export function geometricMeans(rounds: readonly Round[], figureOf: (pair: Pair) => number): readonly number[] {
  return rounds.map(round => geometricMean(round.map(figureOf)))
}

/** Each cell's figures. */
export function cellsOf(rounds: readonly Round[], figureOf: (pair: Pair) => number): readonly Cell[] {
  const [first = []] = rounds
  return first.map((_, index) => ({
    index,
    figures: rounds.flatMap(round => round.slice(index, index + 1).map(figureOf)),
  }))
}

/**
 * The cell with the lowest median. Not the lowest figure of each round: the least of many noisy figures lies below all
 * of their medians, the more so the more cells there are.
 */
export function worstOf(cells: readonly Cell[]): Cell {
  const [worst] = cells.toSorted((a, b) => median([...a.figures]) - median([...b.figures]))
  invariant(worst !== undefined, 'there is a cell')
  return worst
}

/** How much faster the subject was. */
export function speedOf(pair: Pair): number {
  const { subject, base } = millisOf(pair)
  return speedRatio(subject, base)
}

/**
 * Jain's index of how evenly operations are spread over workers: 1 = all did as many, 1/n = one of n did all.
 *
 * @param samples of one side; what a worker did in all of them counts together
 */
export function jainIndex(samples: readonly Sample[]): number {
  const totals: number[] = []
  for (const { perWorker = [] } of samples) {
    for (const [worker, operations] of perWorker.entries()) totals[worker] = (totals[worker] ?? 0) + operations
  }
  invariant(
    totals.some(done => done > 0),
    'workers did something',
  )
  return evenness(totals)
}
