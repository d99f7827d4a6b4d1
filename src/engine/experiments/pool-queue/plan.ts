import { Prng } from '../../../base/prng.ts'
import type { Knobs } from './experiment.ts'

/** When a task arrives, since the first could, and how long it takes to serve. */
export interface Arrival {
  readonly atMillis: number
  readonly serviceMillis: number
}

/**
 * Arrivals that know nothing of each other, by the seed: the times between them, and the service times, are exponential
 * (a Poisson stream, exponential servers: M/M/c).
 */
export function planOf({ tasks, arrivals, serviceMillis }: Knobs, seed: number): Arrival[] {
  const chance = new Prng(seed)
  const exponential = (mean: number): number => -mean * Math.log(1 - chance.nextU32() / 2 ** 32)
  let atMillis = 0
  return Array.from({ length: tasks }, () => {
    atMillis += exponential(1000 / arrivals)
    return { atMillis, serviceMillis: exponential(serviceMillis) }
  })
}
