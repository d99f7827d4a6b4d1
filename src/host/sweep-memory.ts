import type { SweepSoFar } from '../contract/desk-wire.ts'
import type { SweepEvent } from '../contract/sweep-events.ts'
import type { SweepDocument } from '../contract/sweep.ts'

/** What has been told of the sweep that goes on, or ended last, for whoever comes later. */
export class SweepMemory {
  #sofar: SweepSoFar | null = null

  hear(event: SweepEvent): void {
    switch (event.kind) {
      case 'sweep-started':
        this.#sofar = { sweep: event.sweep, left: event.left }
        return
      case 'sweep-advanced': {
        const sweep = this.#sofar?.sweep
        if (sweep?.id !== event.sweepId) return
        // Until it ends nobody asks for more than its points.
        const points = [...sweep.points, event.point].toSorted((a, b) => a.index - b.index)
        this.#sofar = { sweep: { ...sweep, points, machines: [...event.machines] }, left: event.left }
        return
      }
      case 'sweep-finished':
        this.#sofar = { sweep: event.sweep, left: null }
        return
      case 'sweep-calibrating':
      case 'sweep-point-started':
      // what goes on at this moment is told again soon enough
    }
  }

  get sofar(): SweepSoFar | null {
    return this.#sofar
  }

  get goesOn(): boolean {
    return this.#sofar !== null && this.#sofar.left !== null
  }

  /** The one that ended last; undefined for any other. */
  find(id: string): SweepDocument | undefined {
    return this.#sofar?.left === null && this.#sofar.sweep.id === id ? this.#sofar.sweep : undefined
  }
}
