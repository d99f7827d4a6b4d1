import type { RecordedTrial, RunPlanSummary } from '../../contract/events.ts'
import type { Reason, RunDocument } from '../../contract/run-document.ts'
import { registry } from '../experiments/index.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { experimentCalled } from './run-plan.ts'
import { buildRunDocument } from './run-record.ts'

/**
 * The document of a run whose host died, from what had been heard of it: the trials that were finished, and why there
 * are no more.
 */
export type CrashJudge = (
  plan: RunPlanSummary,
  recorded: readonly RecordedTrial[],
  end: { readonly durationMillis: number; readonly reason: Reason },
) => RunDocument

/**
 * Loads what runs of an experiment are judged by, should their host die.
 * @throws {LabError} UNKNOWN_EXPERIMENT
 */
export async function crashJudgeOf(id: string): Promise<CrashJudge> {
  const experiment = await experimentCalled(id, registry)
  return (plan, recorded, { durationMillis, reason }) =>
    buildRunDocument(plan, experiment, recorded, { durationMillis, state: 'crashed', reason, calibration: null })
}

const INTERRUPTED: Reason = {
  code: 'INTERRUPTED',
  message: 'The program ended in the middle of this run. What it had measured until then was not kept.',
}

/**
 * The document of a run that was found begun and not ended.
 * @param experiment undefined where there is none of that name any more
 */
export function interruptedRun(plan: RunPlanSummary, experiment: Experiment | undefined): RunDocument {
  const ending = { durationMillis: 0, state: 'interrupted', reason: INTERRUPTED, calibration: null } as const
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
