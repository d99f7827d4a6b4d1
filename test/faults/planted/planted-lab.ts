import type { RunEvent } from '../../../src/contract/events.ts'
import type { Finding, RunDocument, Trial } from '../../../src/contract/run-document.ts'
import type { OpenLab } from '../../../src/engine/index.ts'
import { openInProcess } from '../../../src/host/engine-host.ts'
import { planted } from './experiment.ts'
import type { Plan } from './plan.ts'
import { planned } from './plans.ts'

export function openPlantedLab(): OpenLab {
  return openInProcess({ experiments: [planted], workerFile: new URL('./planted-worker-main.ts', import.meta.url) })
}

/** A trial beside what was planted in it. */
export interface PlantedTrial {
  readonly trial: Trial
  readonly plan: Plan
  readonly findings: readonly Finding[]
}

export async function plant(
  lab: OpenLab,
  set: Readonly<Record<string, number | string>>,
  hear: (event: RunEvent) => void = () => undefined,
): Promise<{ readonly document: RunDocument; readonly trials: readonly PlantedTrial[] }> {
  const request = { warmUp: 0, timeCap: 20, stallAfter: 10, ...set }
  const document = await lab.run({ experiment: 'planted', set: request }, { event: hear, frame: () => undefined })
  const [variant] = document.variants
  const trials = (variant?.trials ?? []).map((trial, index) => ({
    trial,
    plan: planned[index] ?? { scripts: [], cycles: [] },
    findings: (variant?.deadlocks ?? []).filter(finding => finding.trial === index),
  }))
  return { document, trials }
}

/** The cycles that were found, as plans tell them. */
export function foundCycles(findings: readonly Finding[]): number[][] {
  return findings.map(({ cycle }) => cycle.map(({ worker }) => worker)).toSorted(([a = 0], [b = 0]) => a - b)
}
