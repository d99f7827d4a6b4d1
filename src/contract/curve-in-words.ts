import { listed } from '../base/text.ts'
import { counted, formatShare, significant } from '../base/units.ts'
import type { RunDocument, VariantResult } from './run-document.ts'
import {
  showsSpeedUp,
  type Ceiling,
  type CurvePoint,
  type Estimate,
  type Refusal,
  type ScalingFit,
  type WorkersCurve,
} from './workers-curve.ts'

/** A law that misses its points by more than this on average does not describe them. */
const DESCRIBES = 0.1

/** A workers curve with what its words need of its run. */
export interface ToldCurve {
  readonly curve: WorkersCurve
  readonly ceiling: Ceiling | null
  readonly cores: number
}

/** The curves of a run, by variant, each in a few sentences. */
export function curvesInWords({ variants, ceiling, machine }: Pick<RunDocument, 'variants' | 'ceiling' | 'machine'>): {
  readonly variant: string
  readonly sentences: readonly string[]
}[] {
  return variants.flatMap(({ variant, curve }: VariantResult) =>
    curve === null ? [] : [{ variant, sentences: curveInWords({ curve, ceiling, cores: machine.cores }) }],
  )
}

/** What a curve comes to: its best point, the laws, and what to think of them. */
export function curveInWords(told: ToldCurve): string[] {
  const { curve } = told
  const most = bestOf(curve.points)
  if (curve.refusal !== null) return [most, refusalInWords(curve.refusal)]
  return [
    most,
    ...(curve.amdahl === null ? [] : [amdahlInWords(curve.amdahl)]),
    ...(curve.usl === null ? [] : [uslInWords(curve.usl, curve.points)]),
    ...beyondCores(told),
  ]
}

/** "At most 1.93× with 2 workers (1.80 to 2.05)."; where the interval contains 1, that no difference is shown. */
function bestOf(points: readonly CurvePoint[]): string {
  const rated = points.flatMap(({ workers, speedUp }) => (speedUp === null ? [] : [{ workers, speedUp }]))
  const [best] = rated.toSorted((a, b) => b.speedUp.value - a.speedUp.value)
  if (best === undefined) return 'No speed-up: no trial of one worker completed.'
  const { workers, speedUp } = best
  if (workers === 1) return 'No speed-up: one worker alone got the most done.'
  const figure = `${significant(speedUp.value)}× with ${counted(workers, 'worker')}${interval(speedUp, significant)}`
  return showsSpeedUp(speedUp)
    ? `At most ${figure}.`
    : `No difference shown: at most ${figure}, and the interval contains 1.`
}

/** "Amdahl: serial fraction 3.10 % (2.50 % to 3.90 %)", and how far off. */
function amdahlInWords(fit: ScalingFit): string {
  return `Amdahl: serial fraction ${estimate(fit.serialFraction)}${misses(fit)}.`
}

function uslInWords(fit: ScalingFit, points: readonly CurvePoint[]): string {
  const { serialFraction, coherency } = fit
  return (
    `USL: contention ${estimate(serialFraction)}, coherency ${estimate(coherency)} of one worker’s work for each pair; ` +
    `${peakInWords(fit, points)}${misses(fit)}.`
  )
}

/** "peak at 11.2 workers", whether it was reached, and how sure that is. */
function peakInWords({ peak }: ScalingFit, points: readonly CurvePoint[]): string {
  if (peak.workers === null) return 'no peak: throughput does not fall with more workers'
  const measured = Math.max(...points.filter(({ throughput }) => throughput !== null).map(({ workers }) => workers))
  const place = peak.workers > measured ? ', more than were measured' : ''
  return `peak at ${significant(peak.workers)} ${peak.workers === 1 ? 'worker' : 'workers'}${peakInterval(peak)}${place}`
}

function peakInterval({ low, high }: ScalingFit['peak']): string {
  if (low === null) return ''
  return high === null ? ` (from ${significant(low)}, or none)` : ` (${significant(low)} to ${significant(high)})`
}

function misses({ rootMeanSquare }: ScalingFit): string {
  const by = formatShare(rootMeanSquare)
  return rootMeanSquare > DESCRIBES ? `; it misses the points by ${by}, so it does not describe them` : `; off by ${by}`
}

function estimate(of: Estimate): string {
  return `${formatShare(of.value)}${interval(of, formatShare)}`
}

function interval({ low, high }: Estimate, show: (value: number) => string): string {
  return low === null || high === null ? '' : ` (${show(low)} to ${show(high)})`
}

/** Where too few points had a core for each worker, the law is about the machine as much as about the program. */
function beyondCores({ curve: { fittedTo }, ceiling, cores }: ToldCurve): string[] {
  const beyond = fittedTo.filter(count => count > cores)
  if (beyond.length === 0) return []
  const machine = ceiling?.serialFraction ?? null
  const alone =
    machine === null ? '' : `: fitted to the ceiling alone, Amdahl’s law finds ${formatShare(machine)} serial`
  return [
    `The points with ${listed(beyond.map(String))} workers are more than the ${counted(cores, 'core')}, and count as contention${alone}.`,
  ]
}

/** Why there is no law. */
export function refusalInWords(refusal: Refusal): string {
  switch (refusal.code) {
    case 'too-few-points': {
      const { points, planned, needed } = refusal
      return `No law is fitted: ${counted(points, 'point')} of ${String(planned)} could be measured, and a law needs ${String(needed)}.`
    }
    case 'drift':
      return (
        `No law is fitted: what independent computing reached changed by ${formatShare(refusal.drift)} from before ` +
        `the run to after it, more than ${formatShare(refusal.most)}.`
      )
    case 'not-calibrated':
      return 'No law is fitted: what independent computing reaches could not be measured both before and after the run.'
    case 'no-variation':
      return 'No law is fitted: all samples are the same figure, and no clock measures like that.'
    case 'several-machines':
      return `No law is fitted: the points come from ${String(refusal.machines)} machines, and a law speaks of one.`
  }
}

/** What the machine gave, where it gave the most, and how much that changed. */
export function ceilingInWords(ceiling: Ceiling): string {
  const top = ceiling.points.toSorted((a, b) => b.after.median - a.after.median)[0]
  if (top === undefined) return ''
  const { before, after, workers } = top
  return (
    `Independent computing reached ${significant(before.median)}× before the run and ${significant(after.median)}× after it ` +
    `with ${counted(workers, 'worker')}; what it got through changed by at most ${formatShare(ceiling.drift)}.`
  )
}
