import type { RunPlanSummary } from '../../src/contract/events.ts'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { buildRunDocument } from '../../src/engine/run/run-record.ts'
import { COMPLETED, lostUpdateEntry, summaryOf, trialThatLost } from './records.ts'

/** The plan of a run of two variants of `lost-update`. */
export function planCalled(runId: string, startedAt = '2026-01-02T03:04:05.678Z'): RunPlanSummary {
  return { ...summaryOf(['plain-increment', 'mutex']), runId, startedAt }
}

/** A run of two variants of `lost-update`, four trials each; the first variant lost some in each, the second none. */
export function documentCalled(runId: string, startedAt?: string): RunDocument {
  const recorded = [0, 1, 2, 3].flatMap(index => [trialThatLost(index + 1, 0, index), trialThatLost(0, 1, index)])
  return buildRunDocument(planCalled(runId, startedAt), lostUpdateEntry, recorded, COMPLETED)
}
