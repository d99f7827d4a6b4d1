import type { Resource, WaitRecord, WaitSample } from '../../contract/wait-graph.ts'

/**
 * Keeps the looks at a trial that differ from the one before. When there are more than it may keep, every second one goes,
 * but none with a proved cycle: the picture gets coarser and is not cut off.
 */
export class WaitRecorder {
  readonly #resources: readonly Resource[]
  readonly #keep: number
  #samples: WaitSample[] = []
  #everyNth = 1
  #changes = 0
  #dropped = 0

  /** @param keep samples at most, apart from those with a cycle */
  constructor(resources: readonly Resource[], keep: number) {
    this.#resources = resources
    this.#keep = keep
  }

  add(sample: WaitSample): void {
    if (this.#changes++ % this.#everyNth !== 0 && sample.cycles.length === 0) {
      this.#dropped += 1
      return
    }
    this.#samples.push(sample)
    if (this.#samples.length <= this.#keep) return
    const kept = this.#samples.filter(({ cycles }, index) => index % 2 === 0 || cycles.length > 0)
    this.#dropped += this.#samples.length - kept.length
    this.#samples = kept
    this.#everyNth *= 2
  }

  /** @returns null where nobody was seen waiting or holding anything */
  record(trial: number): WaitRecord | null {
    if (this.#samples.every(({ waits, holds }) => waits.length === 0 && holds.length === 0)) return null
    return { trial, ...onlyNamed(this.#resources, this.#samples), dropped: this.#dropped }
  }
}

/** Leaves out the resources that no sample names. */
export function onlyNamed(
  resources: readonly Resource[],
  samples: readonly WaitSample[],
): { resources: Resource[]; samples: WaitSample[] } {
  const named = new Set(samples.flatMap(({ waits, holds }) => [...waits, ...holds].map(({ resource }) => resource)))
  const kept = [...named].toSorted((a, b) => a - b)
  const indexOf = new Map(kept.map((resource, index) => [resource, index]))
  const renumbered = <T extends { readonly resource: number }>(entries: readonly T[]): T[] =>
    entries.flatMap(entry => {
      const resource = indexOf.get(entry.resource)
      return resource === undefined ? [] : [{ ...entry, resource }]
    })
  return {
    resources: kept.flatMap(index => {
      const resource = resources[index]
      return resource === undefined ? [] : [{ name: resource.name, kind: resource.kind }]
    }),
    samples: samples.map(sample => ({
      ...sample,
      waits: renumbered(sample.waits),
      holds: renumbered(sample.holds),
      permits: renumbered(sample.permits),
    })),
  }
}
