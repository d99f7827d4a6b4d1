import { LabError } from '../../base/errors.ts'
import type { StepModel } from '../experiments/kit/step-model.ts'

/** The experiments with a model that can be searched, in the order of the syllabus; a model is loaded when it is asked for. */
export const models: ReadonlyMap<string, () => Promise<StepModel>> = new Map([
  ['lost-update', async () => (await import('../experiments/lost-update/model.ts')).model],
  ['check-then-act', async () => (await import('../experiments/check-then-act/model.ts')).model],
  ['bank-transfer', async () => (await import('../experiments/bank-transfer/model.ts')).model],
  ['double-free', async () => (await import('../experiments/double-free/model.ts')).model],
  ['torn-publication', async () => (await import('../experiments/torn-publication/model.ts')).model],
  ['mutex', async () => (await import('../experiments/mutex/model.ts')).model],
  ['broken-lock', async () => (await import('../experiments/broken-lock/model.ts')).model],
  ['readers-writers', async () => (await import('../experiments/readers-writers/model.ts')).model],
  ['bounded-buffer', async () => (await import('../experiments/bounded-buffer/model.ts')).model],
  ['leaked-permit', async () => (await import('../experiments/leaked-permit/model.ts')).model],
  ['lost-wakeup', async () => (await import('../experiments/lost-wakeup/model.ts')).model],
  ['if-or-while', async () => (await import('../experiments/if-or-while/model.ts')).model],
  ['notify-one-or-all', async () => (await import('../experiments/notify-one-or-all/model.ts')).model],
  ['barrier', async () => (await import('../experiments/barrier/model.ts')).model],
  ['lock-order', async () => (await import('../experiments/lock-order/model.ts')).model],
  ['dining-philosophers', async () => (await import('../experiments/dining-philosophers/model.ts')).model],
  ['coffman-conditions', async () => (await import('../experiments/coffman-conditions/model.ts')).model],
  ['wait-die', async () => (await import('../experiments/wait-die/model.ts')).model],
  ['actor-cycle', async () => (await import('../experiments/actor-cycle/model.ts')).model],
  ['race-across-await', async () => (await import('../experiments/race-across-await/model.ts')).model],
  ['cas-retries', async () => (await import('../experiments/cas-retries/model.ts')).model],
  ['litmus', async () => (await import('../experiments/litmus/model.ts')).model],
])

/** @throws {LabError} UNKNOWN_EXPERIMENT for one without a model */
export async function loadModel(experiment: string): Promise<StepModel> {
  const load = models.get(experiment)
  if (load !== undefined) return load()
  throw new LabError('UNKNOWN_EXPERIMENT', `${experiment} has no model to explore`, {
    allowed: [...models.keys()].join(', '),
    suggestion: 'interleave explore lost-update --variant atomic-load-store',
  })
}
