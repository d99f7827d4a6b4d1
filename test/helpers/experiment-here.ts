import type { Experiment } from '../../src/engine/experiments/kit/define-experiment.ts'
import { experiments } from '../../src/engine/experiments/loaded.ts'
import { present } from './present.ts'

/** A registered experiment, for what needs it at once. */
export function experimentHere(id: string): Experiment {
  return present(
    experiments.find(experiment => experiment.id === id),
    id,
  )
}
