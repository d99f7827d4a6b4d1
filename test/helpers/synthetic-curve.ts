import { Prng } from '../../src/base/prng.ts'
import { throughputAt, type ScalingLaw } from '../../src/base/scaling-law.ts'
import type { ScalingPoint } from '../../src/engine/analysis/scaling.ts'

/** What trials would measure if a law were true: its throughput, each sample off by normal noise relative to it. */
export function syntheticCurve(
  law: ScalingLaw,
  workers: readonly number[],
  { noise, samples, seed }: { readonly noise: number; readonly samples: number; readonly seed: number },
): ScalingPoint[] {
  const random = new Prng(seed)
  const uniform = (): number => (random.nextU32() + 0.5) / 2 ** 32
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  return workers.map(count => ({
    workers: count,
    samples: Array.from({ length: samples }, () => throughputAt(law, count) * (1 + noise * normal())),
  }))
}
