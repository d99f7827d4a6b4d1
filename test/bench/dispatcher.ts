import { nodeClock } from '../../src/node/clock.ts'
import { FlawedMeasurement, type Sample, type Side } from './criterion.ts'

/** Threads that all dispatchers have. */
export const DISPATCH_THREADS = 2

/** Warm threads that answer a number with the same number: what is left is the price of asking. */
export interface Dispatcher {
  call(task: number): Promise<number>
  close(): Promise<void>
}

/** So many calls of a dispatcher. */
export interface Calls {
  readonly calls: number
  /** Calls that wait for their answer at the same time. */
  readonly inFlight: number
}

/** One side of a contest; its time is that of all calls together. */
export function callsOf(dispatcher: Dispatcher, { calls, inFlight }: Calls, who: string): Side {
  return async () => {
    let next = 0
    let right = 0
    const callOneByOne = async (): Promise<void> => {
      while (next < calls) {
        const task = next
        next += 1
        if ((await dispatcher.call(task)) === task) right += 1
      }
    }
    const started = nodeClock.nowMillis()
    await Promise.all(Array.from({ length: inFlight }, callOneByOne))
    const millis = nodeClock.nowMillis() - started
    return checkedAnswers({ millis, counted: right }, calls, who)
  }
}

/** @throws {FlawedMeasurement} when an answer was not that of its task */
export function checkedAnswers(sample: Sample, calls: number, who: string): Sample {
  if (sample.counted === calls) return sample
  throw new FlawedMeasurement(`${who} answered ${String(sample.counted)} of ${calls} tasks rightly`)
}
