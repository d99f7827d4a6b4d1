import type { Measure } from './measures.ts'

/** What was seen to come through per second, where that is not what the workers count: an item takes two operations. */
export function rate<O>(noun: string, of: (observed: O) => number): Measure<O> {
  return {
    name: 'throughput',
    unit: `${noun}/s`,
    help: 'all workers together, over the measured phase only',
    of: ({ observed, measuredMillis }) => (measuredMillis > 0 ? (of(observed) / measuredMillis) * 1000 : undefined),
  }
}
