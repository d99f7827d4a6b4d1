/**
 * The Universal Scalability Law, X(N) = λN / (1 + σ(N − 1) + κN(N − 1)): throughput of N workers. With κ = 0 it is
 * Amdahl's law, read as throughput.
 * @see Gunther, "Guerrilla Capacity Planning" (2007), chapters 4 and 5; Amdahl, AFIPS 30 (1967)
 */
export interface ScalingLaw {
  /** λ: what one worker gets through, in operations per second. */
  readonly throughputOfOne: number
  /** σ: the share of the work that only one worker can do at a time, from 0 to 1. */
  readonly serialFraction: number
  /** κ: what each pair of workers costs by keeping each other informed (coherency), in shares of one's work; 0 or more. */
  readonly coherency: number
}

/** Operations per second of so many workers, which need not be a whole number. */
export function throughputAt(law: ScalingLaw, workers: number): number {
  const { throughputOfOne, serialFraction, coherency } = law
  return (throughputOfOne * workers) / (1 + serialFraction * (workers - 1) + coherency * workers * (workers - 1))
}

/** N* = √((1 − σ) / κ): with more workers than this throughput falls. Null where it never does (κ = 0); at least 1. */
export function peakOf({ serialFraction, coherency }: ScalingLaw): number | null {
  return coherency > 0 ? Math.max(1, Math.sqrt((1 - serialFraction) / coherency)) : null
}
