import type { WorkerFigures } from '../../contract/events.ts'
import { StateRing } from './state-ring.ts'

/** The system books CPU time in steps of milliseconds: a share of less measured time than this means nothing. */
const SHORTEST_FOR_CPU_MILLIS = 50

/** What one worker did over a whole run. */
export class WorkerLive {
  operations = 0
  measuredMillis = 0
  cpuMillis = 0
  /** Operations a second, as measured last; NaN before. */
  rate = Number.NaN
  /** On the run's own clock. */
  readonly states = new StateRing()

  add(figures: WorkerFigures): void {
    this.operations += figures.operations
    this.measuredMillis += figures.measuredMillis
    this.cpuMillis += figures.cpuMillis
  }

  /** CPU time per measured time; null while too little was measured for the system's CPU clock. */
  get cpuShare(): number | null {
    return this.measuredMillis < SHORTEST_FOR_CPU_MILLIS ? null : this.cpuMillis / this.measuredMillis
  }
}
