import { Prng } from '../../src/base/prng.ts'

/** Factors around 1 that a measurement comes with, one for each sample of a seed. */
export type Noise = (seed: number, samples: number) => readonly number[]

/** Above 0 and below 1. */
function unit(random: Prng): number {
  return (random.nextU32() + 0.5) / 2 ** 32
}

/** Standard normal, by Box and Muller. */
export function gaussian(random: Prng): number {
  return Math.sqrt(-2 * Math.log(unit(random))) * Math.cos(2 * Math.PI * unit(random))
}

function each(factor: (random: Prng, index: number, samples: number) => number): Noise {
  return (seed, samples) => {
    const random = new Prng(seed)
    return Array.from({ length: samples }, (_, index) => factor(random, index, samples))
  }
}

/** What machines do to samples: small and even, wide and skewed, seldom and large, in two states, and slowly. */
export const NOISES = {
  quiet: each(random => 1 + 0.01 * gaussian(random)),
  skewed: each(random => Math.exp(0.3 * gaussian(random))),
  spikes: each(random => (unit(random) < 0.1 ? 1 + 4 * unit(random) : 1 + 0.02 * gaussian(random))),
  'two states': each(random => (unit(random) < 0.5 ? 1 : 1.4) * (1 + 0.02 * gaussian(random))),
  'no moments': each(random => 1 + Math.abs(gaussian(random) / gaussian(random))),
  drift: each((random, index, samples) => 1 + (0.5 * index) / samples + 0.02 * gaussian(random)),
} as const satisfies Record<string, Noise>
