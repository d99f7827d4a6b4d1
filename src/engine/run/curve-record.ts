import type { RecordedTrial } from '../../contract/events.ts'
import type { CheckRow } from '../../contract/run-document.ts'
import type { ParamValues } from '../../contract/words.ts'
import type { Ceiling, CurvePoint, WorkersCurve } from '../../contract/workers-curve.ts'
import { fitAmdahl, fittable, fitScaling, type ScalingPoint } from '../analysis/scaling.ts'
import { medianInterval, medianOf, ratioInterval } from '../analysis/statistics.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { CURVE_MEASURE } from '../experiments/kit/workers-curve.ts'
import type { Capacity } from './calibrate.ts'

/** Rounds of a calibration that must have succeeded at a point, both before and after. */
const FEWEST_ROUNDS = 3

/** A trial with another number of workers than was asked for. */
export interface CurveTrial extends Pick<RecordedTrial, 'arm' | 'trial' | 'measures' | 'failedChecks'> {
  readonly variant: string
  readonly params: ParamValues
  readonly workers: number
}

/** What a run left of its workers curves. */
export interface CurveRecord {
  readonly counts: readonly number[]
  /** With as many workers as this the trials are the variants' own. */
  readonly asked: number
  readonly trials: readonly CurveTrial[]
  readonly before: readonly Capacity[]
  readonly after: readonly Capacity[]
}

/** What must never happen must not happen with any number of workers. */
export function curveCheck({ trials }: CurveRecord, arm: number, experiment: Experiment): CheckRow {
  const own = trials.filter(trial => trial.arm === arm)
  const failed = own.filter(trial => trial.failedChecks.length > 0 || isForbidden(trial, experiment))
  const where = [...new Set(failed.map(({ workers }) => String(workers)))].join(', ')
  const found = where === '' ? '' : `; it did with ${where} workers`
  return {
    name: 'curve',
    description: `no trial of the workers curve came to anything forbidden${found}`,
    failures: failed.length,
    of: own.length,
  }
}

function isForbidden({ variant, params, trial }: CurveTrial, experiment: Experiment): boolean {
  const { outcome, tally = {} } = trial
  const declared = experiment.outcomes(variant, params)
  const seen = [...(outcome === null ? [] : [outcome]), ...Object.keys(tally).filter(name => (tally[name] ?? 0) > 0)]
  return seen.some(name => (declared.find(own => own.name === name)?.grade ?? 'forbidden') === 'forbidden')
}

/** The curve of one variant: its points, and the laws fitted to them or why none was. */
export function workersCurve(
  record: CurveRecord,
  arm: number,
  asked: readonly RecordedTrial[],
  run: { readonly cores: number; readonly seed: number; readonly trials: number; readonly ceiling: Ceiling | null },
): WorkersCurve {
  return curveOf(measuredPoints(record, arm, asked), run)
}

/** Throughput of one variant by number of workers, a sample per trial that completed, in their order. */
export function measuredPoints(record: CurveRecord, arm: number, asked: readonly RecordedTrial[]): ScalingPoint[] {
  return record.counts.map(workers => ({
    workers,
    samples: samplesOf(
      workers === record.asked ? asked : record.trials.filter(own => own.arm === arm && own.workers === workers),
    ),
  }))
}

/** A curve from its samples, by number of workers. */
export function curveOf(
  measured: readonly ScalingPoint[],
  run: { readonly cores: number; readonly seed: number; readonly trials: number; readonly ceiling: Ceiling | null },
): WorkersCurve {
  const alone = measured.find(({ workers }) => workers === 1)?.samples ?? []
  const points = measured.map(({ workers, samples }): CurvePoint => ({
    workers,
    planned: run.trials,
    samples: [...samples],
    throughput: samples.length === 0 ? null : { unit: 'operations/s', ...medianInterval(samples, run.seed) },
    speedUp: speedUpOf(samples, alone, run.seed),
  }))
  const fits = fitScaling(measured, { cores: run.cores, drift: run.ceiling?.drift ?? null, seed: run.seed })
  return { points, ...fits, fittedTo: [...fits.fittedTo] }
}

function samplesOf(trials: readonly Pick<RecordedTrial, 'trial' | 'measures'>[]): number[] {
  return trials.flatMap(({ trial, measures }) => (trial.state === 'completed' ? (measures[CURVE_MEASURE] ?? []) : []))
}

function speedUpOf(samples: readonly number[], alone: readonly number[], seed: number): CurvePoint['speedUp'] {
  if (samples.length === 0 || alone.length === 0 || medianOf(alone) <= 0) return null
  // One worker over itself is 1 exactly: drawing both apart would lend it a spread.
  if (samples === alone) return { value: 1, low: 1, high: 1 }
  const { ratio, low, high } = ratioInterval(samples, alone, seed)
  return { value: ratio, low, high }
}

/** What independent computing got through: what a ceiling needs of it. */
export type CapacityRates = Pick<Capacity, 'workers' | 'rates'>

function ratesAlone(capacities: readonly CapacityRates[]): readonly number[] {
  return capacities.find(({ workers }) => workers === 1)?.rates ?? []
}

/** Medians over medians: paired with a round in which one worker alone got no core, a speed-up could be anything. */
function overAlone(
  { workers, rates }: CapacityRates,
  alone: readonly number[],
  seed: number,
): Ceiling['points'][number]['before'] {
  const n = rates.length
  if (workers === 1) return { unit: 'ratio', median: 1, low: 1, high: 1, n }
  const { ratio, low, high } = ratioInterval(rates, alone, seed)
  return { unit: 'ratio', median: ratio, low, high, n }
}

/** @returns null where no point was measured often enough both before and after the run */
export function ceilingOf(
  { before, after }: { readonly before: readonly CapacityRates[]; readonly after: readonly CapacityRates[] },
  cores: number,
  seed: number,
): Ceiling | null {
  const measured = before.flatMap(early => {
    const late = after.find(({ workers }) => workers === early.workers)
    return late === undefined || [early, late].some(({ rates }) => rates.length < FEWEST_ROUNDS)
      ? []
      : [{ early, late }]
  })
  if (measured.every(({ early }) => early.workers !== 1)) return null
  const aloneBefore = ratesAlone(before)
  const aloneAfter = ratesAlone(after)
  const points = measured.map(({ early, late }) => ({
    workers: early.workers,
    before: overAlone(early, aloneBefore, seed),
    after: overAlone(late, aloneAfter, seed),
    drift: medianOf(late.rates) / medianOf(early.rates) - 1,
  }))
  const rates = measured.map(({ early, late }) => ({
    workers: early.workers,
    samples: [...early.rates, ...late.rates],
  }))
  const fitted = fittable(rates, cores).map(({ workers, samples }) => [workers, medianOf(samples)] as const)
  return {
    points,
    drift: Math.max(...points.map(({ drift }) => Math.abs(drift))),
    serialFraction: fitted.length < 2 ? null : fitAmdahl(fitted).serialFraction,
  }
}
