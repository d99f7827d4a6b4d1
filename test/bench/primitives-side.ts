import { LabError } from '../../src/base/errors.ts'
import { openLabTrials } from './lab-trials.ts'
import type { NativeSide } from './native-side.ts'

/** The lab's own primitives, by its instrument for them, one trial at a time. */
export function openPrimitivesSide(): NativeSide {
  const lab = openLabTrials(true)
  return {
    async measure({ variant, operations = 0, ...others }) {
      const { trial, perWorker } = await lab.run({ experiment: '_primitives', variant, set: { operations, ...others } })
      const { counted } = trial.observed
      if (typeof counted !== 'number') throw new LabError('INTERNAL', `${variant} does not say what it counted`)
      return { millis: trial.durationMillis, counted, perWorker: perWorker.map(worker => worker.operations) }
    },
    close: () => lab.close(),
  }
}
