import { listed } from '../base/text.ts'
import { formatShare } from '../base/units.ts'
import { timesOf } from '../contract/run-comparison-in-words.ts'
import { FEWEST_REPEATS, type RunComparison } from '../contract/run-comparison.ts'
import { EXIT } from './exit-codes.ts'

/** How the speeds of a comparison stand to a limit; each named as `variant in run`. */
export interface Slowdown {
  /** Slower than the limit, all of the interval. */
  readonly beyond: readonly string[]
  /** The interval reaches beyond the limit, or there is none. */
  readonly untold: readonly string[]
  /** Of some it is not known how much runs differ by themselves. */
  readonly lacksRepeats: boolean
  readonly exitCode: number
}

/**
 * Whether any variant lost more than `limit` of the base's speed.
 *
 * Exit codes, first that holds: 1 an interval lies wholly beyond the limit, and nothing casts a doubt on it: something that
 * the lab knows of differed, or the interval has in it how much runs differ by themselves; 6 one reaches beyond it or is
 * doubtful, a speed has none, or no variant has a speed; 0.
 * @param limit a share of one
 */
export function slowdownOf({ runs, variants }: RunComparison, limit: number): Slowdown {
  const beyond: string[] = []
  const untold: string[] = []
  let speeds = 0
  let lacksRepeats = false
  for (const { variant, measures } of variants) {
    for (const measure of measures.filter(({ isSpeed }) => isSpeed)) {
      for (const [other, difference] of measure.differences.entries()) {
        speeds += 1
        const where = `${variant} in ${runs[other + 1]?.letter ?? ''}`
        const times = 'ratio' in difference ? timesOf(measure, difference) : { low: 0, high: 1 }
        const isDoubted = 'ratio' in difference && difference.doubt !== null
        if (times.high < 1 - limit && !isDoubted) beyond.push(where)
        else if (times.low < 1 - limit) untold.push(where)
        lacksRepeats ||= 'ratio' in difference && difference.runToRun === null
      }
    }
  }
  const isUntold = untold.length > 0 || speeds === 0
  const exitCode = beyond.length > 0 ? EXIT.verdictFailed : isUntold ? EXIT.inconclusive : EXIT.ok
  return { beyond, untold, lacksRepeats, exitCode }
}

const REPEATS_TELL = `, repeats (${String(FEWEST_REPEATS)} runs of each) tell how much runs differ by themselves`

/** One line for whoever reads the script's log. */
export function slowdownInWords({ beyond, untold, lacksRepeats, exitCode }: Slowdown, limit: number): string {
  const by = `by more than ${formatShare(limit)}`
  if (exitCode === EXIT.ok) return `Not slower ${by}, any of them${lacksRepeats ? ', in these runs' : ''}.`
  const parts = [
    ...(beyond.length > 0 ? [`Slower ${by}: ${listed(beyond)}.`] : []),
    ...(untold.length > 0
      ? [
          `Cannot be told from these trials: ${listed(untold)}; more trials narrow intervals${lacksRepeats ? REPEATS_TELL : ''}.`,
        ]
      : []),
    ...(beyond.length + untold.length === 0 ? ['No variant has a measure that tells of its speed.'] : []),
  ]
  return parts.join(' ')
}
