import { conduct } from '../../../src/engine/experiments/cpython/conductor.ts'
import { memory, params } from '../../../src/engine/experiments/cpython/experiment.ts'
import { workTogether } from '../../../src/engine/experiments/cpython/lab-side.ts'
import { commonParams, hasValues } from '../../../src/engine/experiments/kit/params.ts'
import type { SabotagedKernel } from './sabotaged-kernels.ts'

/** `cpython`: the lab's workers leave the lock alone, and nap between the load and the store. */
export const countWithoutGate: SabotagedKernel = (buffer, offset, values, context) => {
  const words = memory.bind(buffer, offset)
  if (!hasValues(params, values) || !hasValues(commonParams, values)) throw new Error('parameters were checked')
  if (context.worker === 0) return conduct(words, values, context, 'locked')
  const { workers, additions, rounds } = values
  workTogether(words, values, context, {
    sideBySide: () => {
      for (let i = 0; i < additions; i++) {
        const seen = words.total.load()
        if (i % 16 === 0) context.yieldCore()
        words.total.store(seen + 1)
      }
    },
    reset: () => words.total.store(0),
    result: () => words.total.load(),
    expected: workers * additions,
    rounds,
  })
  return undefined
}
