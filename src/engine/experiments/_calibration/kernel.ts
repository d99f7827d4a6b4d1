import type { Kernel } from '../kit/define-experiment.ts'
import type { memory, params } from './experiment.ts'

/** More than a window has time for. */
const UNTIL_STOPPED = Number.MAX_SAFE_INTEGER

/** A linear congruential generator: every step needs the one before, nothing leaves the core. */
export const compute: Kernel<typeof memory, typeof params> = (words, _knobs, context) => {
  let x = context.worker + 1
  for (let batch = context.nextBatch(UNTIL_STOPPED); batch > 0; batch = context.nextBatch(UNTIL_STOPPED)) {
    for (let i = 0; i < batch; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0
  }
  words.results.of(context.worker).cell[0] = x
}
