import type { WaitReading } from '../sync/wait-scan.ts'

/** Remembers when a look first found each worker in its present wait: one epoch is one wait. */
export class WaitTimes {
  readonly #waits = new Map<number, { readonly epoch: number; readonly sinceMillis: number }>()

  /** @returns by worker, since when those that wait were seen in their waits */
  update(waits: readonly WaitReading[], atMillis: number): ReadonlyMap<number, number> {
    const since = new Map<number, number>()
    for (const [worker, { epochBefore, waitsFor }] of waits.entries()) {
      if (epochBefore % 2 === 0 || waitsFor < 0) continue
      const known = this.#waits.get(worker)
      const sinceMillis = known?.epoch === epochBefore ? known.sinceMillis : atMillis
      this.#waits.set(worker, { epoch: epochBefore, sinceMillis })
      since.set(worker, sinceMillis)
    }
    return since
  }
}
