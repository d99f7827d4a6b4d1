import { LabError } from '../../base/errors.ts'
import type { RecordedTrial, RunPlanSummary } from '../../contract/events.ts'
import type { Reason, RunDocument } from '../../contract/run-document.ts'
import { experiments as registered } from '../experiments/loaded.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { buildRunDocument } from './run-record.ts'

/**
 * The document of a run whose host died, from what had been heard of it: the trials that were finished, and why there
 * are no more.
 * @throws {LabError} UNKNOWN_EXPERIMENT when the run's experiment is not among those given
 */
export function crashedRun(
  plan: RunPlanSummary,
  recorded: readonly RecordedTrial[],
  { durationMillis, reason }: { readonly durationMillis: number; readonly reason: Reason },
  experiments: readonly Experiment[] = registered,
): RunDocument {
  const experiment = experiments.find(({ id }) => id === plan.experiment)
  if (experiment === undefined) throw new LabError('UNKNOWN_EXPERIMENT', `there is no experiment "${plan.experiment}"`)
  return buildRunDocument(plan, experiment, recorded, { durationMillis, state: 'crashed', reason, calibration: null })
}
