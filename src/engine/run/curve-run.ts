import { invariant } from '../../base/assert.ts'
import type { CurveProgress, RecordedTrial } from '../../contract/events.ts'
import type { Calibration } from '../../contract/run-document.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'
import { calibrationOf, measureCapacity, type Capacity } from './calibrate.ts'
import type { CurvePlan } from './curve-plan.ts'
import type { CurveRecord, CurveTrial } from './curve-record.ts'
import type { RunPlan } from './run-plan.ts'

/** Enough for an interval of each point of the ceiling. */
const ROUNDS = 5

/** What a run does for its workers curve beside its trials: it calibrates before and after, and keeps the points' trials. */
export class CurveRun {
  readonly #pool: WorkerPool
  readonly #ports: Ports
  readonly #plan: RunPlan
  readonly #curve: CurvePlan
  readonly #stopped: () => boolean
  readonly #trials: CurveTrial[] = []
  readonly #ceiling: { before: readonly Capacity[]; after: readonly Capacity[] } = { before: [], after: [] }

  constructor(pool: WorkerPool, ports: Ports, plan: RunPlan, curve: CurvePlan, stopped: () => boolean) {
    this.#pool = pool
    this.#ports = ports
    this.#plan = plan
    this.#curve = curve
    this.#stopped = stopped
  }

  /** What independent computing reaches at every point now. @returns of that with as many workers as was asked for */
  async calibrate(when: 'before' | 'after'): Promise<Calibration | null> {
    const how = { rounds: ROUNDS, stopped: this.#stopped }
    const capacities = await measureCapacity(this.#pool, this.#ports, this.#curve.counts, how)
    this.#ceiling[when] = capacities
    const asked = capacities.find(({ workers }) => workers === this.#plan.workers)
    return asked === undefined ? null : calibrationOf(asked, this.#plan.seed)
  }

  isOfCurve(arm: number): boolean {
    return arm >= this.#plan.arms.length
  }

  keep({ arm, trial, measures, failedChecks }: Omit<RecordedTrial, 'endedMillis'>): CurveProgress {
    const own = this.#curve.arms[arm - this.#plan.arms.length]
    invariant(own, `arm ${String(arm)} belongs to the curve`)
    const { of, variant, params, workers } = own
    this.#trials.push({ arm: of, variant, params, workers, trial, measures, failedChecks })
    return {
      done: this.#trials.length,
      planned: this.#curve.arms.length * this.#plan.trialsPerArm,
      variant,
      workers,
    }
  }

  get record(): CurveRecord {
    return { counts: this.#curve.counts, asked: this.#plan.workers, trials: this.#trials, ...this.#ceiling }
  }
}
