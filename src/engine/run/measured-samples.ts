import type { RecordedTrial } from '../../contract/events.ts'
import type { Calibration, MeasureSummary } from '../../contract/run-document.ts'
import { medianInterval, outliersOf } from '../analysis/statistics.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { cpuPerWall, isMeasuredIn } from '../experiments/kit/measures.ts'

/** What one variant's trials measured: a sample for each trial that has the figure, in their order. */
export type MeasuredSamples = ReadonlyMap<string, { readonly unit: string; readonly samples: readonly number[] }>

/** Name of the measure that weighs CPU time by what the machine gave for it. */
export const EFFECTIVE_PARALLELISM = 'effective-parallelism'

/** @param trialsOf the trials of another variant, in kebab-case */
export function measuredSamples(
  experiment: Experiment,
  variant: string,
  own: readonly RecordedTrial[],
  calibration: Calibration | null,
  trialsOf: (variant: string) => readonly RecordedTrial[],
): MeasuredSamples {
  const all = new Map<string, { unit: string; samples: readonly number[] }>()
  for (const measure of experiment.measures) {
    const samples = samplesOf(measure, variant, own, trialsOf)
    if (samples.length > 0) all.set(measure.name, { unit: measure.unit, samples })
  }
  const worth = worthOf(calibration)
  const shares = all.get(cpuPerWall.name)
  if (worth !== null && shares !== undefined) {
    all.set(EFFECTIVE_PARALLELISM, { unit: 'cores', samples: shares.samples.map(share => share * worth) })
  }
  return all
}

/** @param seed of the intervals */
export function summaryOf(measured: MeasuredSamples, seed: number): Record<string, MeasureSummary> {
  return Object.fromEntries(
    [...measured].map(([name, { unit, samples }]) => {
      const outliers = isTime(unit) ? outliersOf(samples).length : 0
      return [name, { unit, ...medianInterval(samples, seed), ...(outliers > 0 ? { outliers } : {}) }]
    }),
  )
}

/** A rate or a duration. What came out of a race is no outlier, however rare it is. */
function isTime(unit: string): boolean {
  return unit.endsWith('/s') || /^(?:ns|µs|ms|s)(?![a-z])/.test(unit)
}

/**
 * What a CPU second of all workers together is worth in those of one alone. Shared caches, hyper-threads and a slower clock
 * make it less. Nothing makes it more, but for the steps in which CPU time is booked: what is above 1 is theirs.
 */
function worthOf(calibration: Calibration | null): number | null {
  const { cpuWorth } = calibration ?? {}
  return cpuWorth === undefined ? null : Math.min(1, cpuWorth.median)
}

type SummarisedMeasure = Experiment['measures'][number]

/** A figure per trial; where it is over another variant's, over that of the same round, so that a slow moment slows both. */
function samplesOf(
  measure: SummarisedMeasure,
  variant: string,
  own: readonly RecordedTrial[],
  trialsOf: (variant: string) => readonly RecordedTrial[],
): number[] {
  const { name, over } = measure
  if (over === undefined) return own.flatMap(record => record.measures[name] ?? [])
  if (!isMeasuredIn(measure, variant)) return []
  const baseline = new Map(trialsOf(over.variant).map(({ trial, measures }) => [trial.index, measures[over.measure]]))
  return own.flatMap(({ trial, measures }) => {
    const [figure, base] = [measures[over.measure], baseline.get(trial.index)]
    return figure === undefined || base === undefined || base <= 0 ? [] : [figure / base]
  })
}
