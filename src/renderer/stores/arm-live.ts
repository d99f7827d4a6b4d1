import type { Frame } from '../../contract/frames.ts'
import type { RecordedTrial } from '../../contract/events.ts'
import type { TrialSeries } from '../../contract/run-document.ts'
import { RateRing } from './rate-ring.ts'

/** Half a sampling period: a shorter rest of a trial has too few operations to give a rate. */
const SHORTEST_REST_MILLIS = 25

/** A trial that is being sampled. */
interface OpenTrial {
  readonly index: number
  atMillis: number
  operations: readonly number[]
}

/**
 * The rates of one variant's workers over its own measured time: its trials one after the other, with a gap between
 * them, whatever ran in between.
 */
export class ArmLive {
  readonly variant: string
  readonly roles: readonly string[]
  readonly ring: RateRing
  /** Measured time of the trials that have ended. */
  measuredMillis = 0
  /** Trials that have ended. */
  trials = 0
  /** Operations a second of each worker, as measured last; NaN before. */
  readonly rates: Float64Array
  #open: OpenTrial | null = null
  #lastEnded = -1

  constructor(variant: string, roles: readonly string[]) {
    this.variant = variant
    this.roles = roles
    this.ring = new RateRing(roles.length)
    this.rates = new Float64Array(roles.length).fill(Number.NaN)
  }

  /** @returns false for a sample of a trial that has ended, or of other workers than this arm's */
  frame({ trial, atMillis, operations }: Pick<Frame, 'trial' | 'atMillis' | 'operations'>): boolean {
    if (trial <= this.#lastEnded || operations.length < this.roles.length) return false
    this.#sample(trial, atMillis, operations)
    return true
  }

  trialEnded({ trial, series, perWorker }: Pick<RecordedTrial, 'trial' | 'series' | 'perWorker'>): void {
    if (trial.index <= this.#lastEnded) return
    if (this.#open?.index !== trial.index && series !== null) this.#replay(series)
    const open = this.#open
    if (open?.index !== trial.index) this.#meanOf(trial.durationMillis, perWorker)
    else this.#restOf(open, trial.durationMillis, perWorker)
    this.ring.gap()
    this.#open = null
    this.#lastEnded = trial.index
    this.measuredMillis += trial.durationMillis
    this.trials += 1
  }

  #replay(series: TrialSeries): void {
    series.atMillis.forEach((atMillis, index) => {
      const operations = series.operations[index] ?? []
      if (operations.length >= this.roles.length) this.#sample(series.trial, atMillis, operations)
    })
  }

  #sample(trial: number, atMillis: number, operations: readonly number[]): void {
    if (this.#open?.index !== trial) {
      this.ring.gap()
      this.#open = { index: trial, atMillis: 0, operations: [] }
    }
    const open = this.#open
    const elapsedMillis = atMillis - open.atMillis
    if (elapsedMillis <= 0) return
    for (let worker = 0; worker < this.roles.length; worker++) {
      this.rates[worker] = perSecond((operations[worker] ?? 0) - (open.operations[worker] ?? 0), elapsedMillis)
    }
    // The first sample speaks for the time since the trial's start.
    if (open.atMillis === 0) this.ring.push(this.measuredMillis, this.rates)
    this.ring.push(this.measuredMillis + atMillis, this.rates)
    open.atMillis = atMillis
    open.operations = operations
  }

  /** Nothing was seen of the trial while it ran: its mean stands for all of it. */
  #meanOf(durationMillis: number, perWorker: RecordedTrial['perWorker']): void {
    if (perWorker.length < this.roles.length || durationMillis <= 0) return
    for (let worker = 0; worker < this.roles.length; worker++) {
      // Over the trial's own time, as samples are: workers that did not overlap are not added up as if they had.
      this.rates[worker] = perSecond(perWorker[worker]?.operations ?? 0, durationMillis)
    }
    this.ring.push(this.measuredMillis, this.rates)
    this.ring.push(this.measuredMillis + durationMillis, this.rates)
  }

  /** What was done between the last sample and the end. */
  #restOf(open: OpenTrial, durationMillis: number, perWorker: RecordedTrial['perWorker']): void {
    const restMillis = durationMillis - open.atMillis
    if (perWorker.length < this.roles.length || restMillis < SHORTEST_REST_MILLIS) return
    for (let worker = 0; worker < this.roles.length; worker++) {
      const operations = (perWorker[worker]?.operations ?? 0) - (open.operations[worker] ?? 0)
      this.rates[worker] = perSecond(operations, restMillis)
    }
    this.ring.push(this.measuredMillis + durationMillis, this.rates)
  }
}

/** A worker that did nothing measurable has no rate. */
function perSecond(operations: number, millis: number): number {
  return millis > 0 ? (Math.max(0, operations) / millis) * 1000 : Number.NaN
}
