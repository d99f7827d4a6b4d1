import type { ParamValues } from '../../src/contract/words.ts'
import type { Experiment } from '../../src/engine/experiments/kit/define-experiment.ts'
import type { Bound, Fields, Layout } from '../../src/engine/memory/layout.ts'
import { judged as judgedAs } from './judged.ts'

const COMMON = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }

/** What an experiment makes of memory that a test has written in place of workers. */
export function judged<F extends Fields>(
  experiment: Experiment,
  memory: Layout<F>,
  variant: string,
  params: ParamValues,
  write: (words: Bound<F>) => void,
  perWorker: readonly number[] = [],
) {
  const done = { operations: perWorker.reduce((sum, own) => sum + own, 0), perWorker }
  const fill = (buffer: SharedArrayBuffer): void => {
    write(memory.bind(buffer, 0))
  }
  return judgedAs(experiment, variant, { ...COMMON, ...params }, fill, done)
}

/** Outcome -> grade, as one variant has them. */
export function gradesOf(experiment: Experiment, variant: string) {
  return Object.fromEntries(experiment.outcomes(variant).map(({ name, grade }) => [name, grade]))
}
