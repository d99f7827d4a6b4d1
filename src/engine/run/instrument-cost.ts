import type { MeasureSummary } from '../../contract/run-document.ts'
import { medianInterval } from '../analysis/statistics.ts'

/** Even, so that either order comes as often, and enough for an interval. */
export const PAIRS = 6

/**
 * What an instrument costs: pairs of trials with it off and on, in the order off on, on off, and so on (ABBA), so that a
 * drift of the machine falls on both alike.
 * @param measure one trial: how long it took, or how long one operation; null where it did not complete
 * @param seed u32, of the interval
 * @returns the median over pairs of on / off with its 95 % interval; null once a trial did not complete
 */
export async function instrumentCost(
  measure: (isOn: boolean) => Promise<number | null>,
  seed: number,
): Promise<MeasureSummary | null> {
  const ratios: number[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const onFirst = pair % 2 === 1
    const first = await measure(onFirst)
    if (first === null) return null
    const second = await measure(!onFirst)
    if (second === null) return null
    ratios.push(onFirst ? first / second : second / first)
  }
  return { unit: 'ratio', ...medianInterval(ratios, seed) }
}
