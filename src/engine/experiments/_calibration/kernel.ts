import type { Kernel } from '../kit/define-experiment.ts'
import type { memory, params } from './experiment.ts'

/** More than a window has time for. */
const UNTIL_STOPPED = Number.MAX_SAFE_INTEGER

/** A linear congruential generator: every step needs the one before, nothing leaves the core. */
export const compute: Kernel<typeof memory, typeof params> = (words, _knobs, context) => {
  const result = words.results.of(context.worker).cell
  result[0] = context.worker + 1
  context.repeat(UNTIL_STOPPED, times => {
    let x = result[0]
    for (let i = 0; i < times; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0
    result[0] = x
  })
}
