import { sampleVariance, sum } from 'simple-statistics'
import { FEWEST_REPEATS } from '../../contract/run-comparison.ts'
import { normalQuantile, studentQuantile } from './quantiles.ts'

/** How much one figure differs from run to run while nothing that is known of does. */
export interface RunToRun {
  /** Standard deviation of one run's figure, in the figure's unit. */
  readonly deviation: number
  /** Degrees of freedom that it is known with. */
  readonly freedom: number
  /** Runs that it was learnt from. */
  readonly repeats: number
}

/** An estimate with its interval. */
export interface Estimate {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/**
 * How much runs differ by themselves, from the figures of runs that repeat one of the two that are compared, or the other.
 *
 * Estimator: the root mean square of the kinds' standard deviations, with the degrees of freedom of Welch and
 * Satterthwaite, (Σ s²)² / Σ (s⁴ / (n - 1)). A kind of which fewer than 5 runs are known is left out; the other then speaks
 * for both.
 * @param kinds a figure for each run, by what was run: one kind where both runs are of one. Of ratios, logarithms.
 * @returns null where no kind has five runs
 * @see Kalibera and Jones, "Rigorous Benchmarking in Reasonable Time", ISMM 2013: variation has levels, and the highest
 * at which there is any has to be repeated
 * @see Welch, "The Generalization of 'Student's' Problem when Several Different Population Variances are Involved",
 * Biometrika 34 (1947)
 */
export function runToRun(kinds: readonly (readonly number[])[]): RunToRun | null {
  const known = kinds.filter(figures => figures.length >= FEWEST_REPEATS)
  if (known.length === 0) return null
  const variances = known.map(figures => sampleVariance([...figures]))
  const freedoms = known.map(figures => figures.length - 1)
  const together = sum(variances)
  const apart = sum(variances.map((variance, kind) => variance ** 2 / (freedoms[kind] ?? 1)))
  return {
    deviation: Math.sqrt(together / known.length),
    freedom: apart === 0 ? sum(freedoms) : together ** 2 / apart,
    repeats: sum(known.map(figures => figures.length)),
  }
}

/**
 * The interval of a difference between two runs, so that it reaches at least as far as two runs of one thing differ:
 * from d - t s √2 to d + t s √2, d being the estimate, s the deviation of a run and t Student's quantile.
 *
 * Guarantees: never narrower than what was given, which knows how much trials of one run differ and nothing else.
 * Does not guarantee: its confidence where a state of the machine lasts for longer than all of the repeats.
 * @param confidence of the interval, a share of one
 */
export function widened(found: Estimate, { deviation, freedom }: RunToRun, confidence: number): Estimate {
  const reach = studentQuantile(normalQuantile(confidence), freedom) * Math.SQRT2 * deviation
  const { estimate, low, high } = found
  return { estimate, low: Math.min(low, estimate - reach), high: Math.max(high, estimate + reach) }
}
