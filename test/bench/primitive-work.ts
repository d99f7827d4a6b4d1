import { sum } from 'simple-statistics'
import { FlawedMeasurement, type Sample, type Side } from './criterion.ts'
import type { CountedSample, NativeSide, NativeWork } from './native-side.ts'

/** One trial of a primitive, the same in every language. The other languages have kernels of these names. */
export interface PrimitiveWork extends NativeWork {
  readonly variant: 'lock-pair' | 'mutex' | 'fair-mutex' | 'channel' | 'ring' | 'ping-pong'
}

/** What times are given for, so that rounds that go by time compare with each other. */
const OPERATIONS = 1_000_000

/**
 * One side of a contest over `work`. Its time is what a million operations of all workers together need.
 * @param who for what is said of wrong work
 */
export function sideOf(side: NativeSide, work: PrimitiveWork, who: string): Side {
  return async () => perMillion(checkedWork(await side.measure(work), work, who))
}

/** Wall time per operation of all workers together, from the time of a million. */
export function nanosOf(millisPerMillion: number): number {
  return (millisPerMillion * 1e6) / OPERATIONS
}

/** @throws {FlawedMeasurement} when the shared words do not show what the workers say, or a worker did too little */
export function checkedWork(sample: CountedSample, work: PrimitiveWork, who: string): CountedSample {
  const { variant, workers, operations } = work
  const done = sum([...sample.perWorker])
  const asked = operations === undefined ? done : operations * workers
  if (sample.counted === done && done === asked && sample.perWorker.length === workers) return sample
  throw new FlawedMeasurement(
    `${who} counted ${sample.counted} operations of ${variant} on ${workers} workers, where ${asked} were asked for and ${done} done`,
  )
}

function perMillion(sample: CountedSample): Sample {
  return { ...sample, millis: (sample.millis * OPERATIONS) / sum([...sample.perWorker]) }
}
