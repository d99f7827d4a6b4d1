import { formatMillis } from '../base/units.ts'
import type { Resource, WaitRecord } from '../contract/wait-graph.ts'
import { ringsOf, type WaitMoment } from './wait-for-graph.ts'
import type { Ring } from './wait-graph-layout.ts'

/**
 * A look names only the resources that somebody holds or waits for. Pictures of several looks are made of all that any of
 * them names, or their marks would move from one to the next.
 */

/** Each resource once, by name. */
export function unitedResources(lists: readonly (readonly Resource[])[]): Resource[] {
  const byName = new Map<string, Resource>()
  for (const resource of lists.flat()) if (!byName.has(resource.name)) byName.set(resource.name, resource)
  return [...byName.values()]
}

/** The same look, told with these resources, which are all of its own and more. */
export function withResources({ trial, resources, sample }: WaitMoment, all: readonly Resource[]): WaitMoment {
  const indexByName = new Map(all.map(({ name }, index) => [name, index]))
  const indexes = resources.map(({ name }) => indexByName.get(name))
  const renumbered = <T extends { readonly resource: number }>(entries: readonly T[]): T[] =>
    entries.flatMap(entry => {
      const resource = indexes[entry.resource]
      return resource === undefined ? [] : [{ ...entry, resource }]
    })
  const { waits, holds, permits } = sample
  return {
    trial,
    resources: all,
    sample: { ...sample, waits: renumbered(waits), holds: renumbered(holds), permits: renumbered(permits) },
  }
}

/** All looks at all trials of a variant, one after the other. */
export function historyOf(records: readonly WaitRecord[]): WaitMoment[] {
  const all = unitedResources(records.map(({ resources }) => resources))
  return records.flatMap(({ trial, resources, samples }) =>
    samples.map(sample => withResources({ trial, resources, sample }, all)),
  )
}

/** The first look at which a deadlock was proved, else the last one; -1 where there is none. */
export function proofIn(history: readonly WaitMoment[]): number {
  const proved = history.findIndex(({ sample }) => sample.cycles.length > 0)
  return proved < 0 ? history.length - 1 : proved
}

/** What stands in a row all through a trial: what was proved in it, else what was proved first in another one. */
export function ringsIn(records: readonly WaitRecord[], trial: number): Ring[] {
  const own = records.find(record => record.trial === trial)
  for (const { resources, samples } of own === undefined ? records : [own, ...records]) {
    const sample = samples.find(({ cycles }) => cycles.length > 0)
    if (sample !== undefined) return ringsOf({ resources, sample })
  }
  return []
}

/** "trial 12, 10.3 ms" */
export function momentName({ trial, sample }: WaitMoment): string {
  const name = trial < 0 ? 'warm-up trial' : `trial ${String(trial + 1)}`
  return `${name}, ${formatMillis(Math.max(0, sample.atMillis))}`
}
