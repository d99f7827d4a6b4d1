import type { Experiment } from './define-experiment.ts'

/** Experiments by id, each loaded when it is first asked for. */
export type Registry = ReadonlyMap<string, () => Promise<Experiment>>

/** All of them, in the registry's order. */
export function loadAll(registry: Registry): Promise<readonly Experiment[]> {
  return Promise.all([...registry.values()].map(load => load()))
}

/** A registry of experiments that are here already. */
export function registryOf(experiments: readonly Experiment[]): Registry {
  return new Map(experiments.map(experiment => [experiment.id, () => Promise.resolve(experiment)]))
}
