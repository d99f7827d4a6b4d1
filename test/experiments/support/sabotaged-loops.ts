import { memory as gatherMemory } from '../../../src/engine/experiments/gather/experiment.ts'
import type { SabotagedKernel } from './sabotaged-kernels.ts'

/** `gather`: goes on when all but one have ended. */
export const leaveOneBehind: SabotagedKernel = async (buffer, offset, params, context) => {
  if (context.worker > 0) return
  const { asked, ended, mostInFlight } = gatherMemory.bind(buffer, offset)
  const waits = Number(params['waits'])
  asked.store(waits)
  mostInFlight.store(waits)
  await Promise.all(
    Array.from({ length: waits - 1 }, async (_, wait) => {
      await context.outside.sleep(Number(params['waitMillis']))
      Atomics.add(ended.items, wait, 1)
    }),
  )
  context.setCompleted(waits)
}
