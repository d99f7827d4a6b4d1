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

const INTERRUPTED: Reason = {
  code: 'INTERRUPTED',
  message: 'The program ended in the middle of this run. What it had measured until then was not kept.',
}

/** The document of a run that was found begun and not ended; its experiment may be gone by now. */
export function interruptedRun(plan: RunPlanSummary, experiments: readonly Experiment[]): RunDocument {
  const ending = { durationMillis: 0, state: 'interrupted', reason: INTERRUPTED, calibration: null } as const
  const experiment = experiments.find(({ id }) => id === plan.experiment)
  if (experiment !== undefined) return buildRunDocument(plan, experiment, [], ending)
  const { runId, arms: _arms, trials: _trials, curve: _curve, ...kept } = plan
  return {
    schema: 'interleave.run/1',
    id: runId,
    ...kept,
    ...ending,
    warnings: [...plan.warnings],
    verdict: 'inconclusive',
    headline: 'Inconclusive: the run was interrupted.',
    note: INTERRUPTED.message,
    variants: [],
    ceiling: null,
  }
}
