import type { RecordedTrial, RunPlanSummary } from '../../contract/events.ts'
import type {
  Calibration,
  CheckRow,
  Probe,
  Reason,
  RunDocument,
  VariantResult,
  Warning,
} from '../../contract/run-document.ts'
import type { RunState, Verdict } from '../../contract/words.ts'
import {
  isFinished,
  stateOf,
  tallyOutcomes,
  variantVerdict,
  worstVerdict,
  type DeclaredOutcome,
} from '../analysis/outcomes.ts'
import { medianInterval, medianOf } from '../analysis/statistics.ts'
import { rateBoundForZero } from '../../base/share-interval.ts'
import { kebabCase, listed } from '../../base/text.ts'
import { counted, formatShare } from '../../base/units.ts'
import { ceilingOf, curveCheck, measuredPoints, workersCurve, type CurveRecord } from './curve-record.ts'
import { cpuPerWall, SHORTEST_CPU_WINDOW_MILLIS } from '../experiments/kit/measures.ts'
import { figureWarnings } from './figure-warnings.ts'
import { headlineOf } from './headline.ts'
import { EFFECTIVE_PARALLELISM, measuredSamples, summaryOf } from './measured-samples.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { ProbedArm } from './run-probes.ts'
import { detectorOn, driftWarning, instrumentsOn } from './warnings.ts'

/** How a run ended, apart from its trials. */
export interface RunEnding {
  readonly durationMillis: number
  /** Set where the run as a whole did not complete; else its trials say how it ended. */
  readonly state: RunState | null
  readonly reason: Reason | null
  readonly calibration: Calibration | null
  /** What is to be said about the machine. */
  readonly warnings?: readonly Warning[]
}

/** What a run left beside the trials of its arms. */
export interface RunExtras {
  readonly probed: ReadonlyMap<number, ProbedArm>
  readonly curve: CurveRecord | null
}

const NO_EXTRAS: RunExtras = { probed: new Map(), curve: null }

/** Folds what was recorded into the run's document. Pure: the same record always makes the same document. */
export function buildRunDocument(
  plan: RunPlanSummary,
  experiment: Experiment,
  recorded: readonly RecordedTrial[],
  ending: RunEnding,
  { probed, curve }: RunExtras = NO_EXTRAS,
): RunDocument {
  const ceiling = curve === null ? null : ceilingOf(curve, plan.machine.cores, plan.seed)
  const measured = plan.arms.map(({ variant }, arm) => {
    const trials = recorded.filter(record => record.arm === arm)
    const trialsOf = (other: string): readonly RecordedTrial[] => {
      const index = plan.arms.findIndex(planned => planned.variant === kebabCase(other))
      return recorded.filter(record => record.arm === index)
    }
    const { calibration } = ending
    return {
      variant,
      trials,
      measured: measuredSamples(experiment, variant, trials, calibration, trialsOf),
      curve: curve === null ? [] : measuredPoints(curve, arm, trials).map(({ samples }) => samples),
    }
  })
  const { clockStepNanos } = plan.machine
  const doubts = [
    ...(ending.warnings ?? []),
    ...figureWarnings(measured, { measures: experiment.measures, clockStepNanos, seed: plan.seed }),
  ]
  const variants = plan.arms.map(({ variant, params, roles }, arm): VariantResult => {
    const own = measured[arm]?.trials ?? []
    const trials = own.map(({ trial, measures }) => ({ ...trial, measures }))
    const outcomes = tallyOutcomes(experiment.outcomes(variant, params), trials)
    const checks = experiment.checks.map(({ name, description }): CheckRow => ({
      name,
      description,
      failures: own.filter(record => record.failedChecks.includes(name)).length,
    }))
    const { probe, instruments } = probed.get(arm) ?? { probe: null, instruments: [] }
    if (probe !== null) checks.push(probeCheck(probe, experiment.outcomes(variant, params)))
    if (curve !== null) checks.push(curveCheck(curve, arm, experiment))
    const failures = checks.reduce((sum, check) => sum + check.failures, 0)
    const ownState = stateOf(trials)
    const cutShort = trials.length < plan.trials ? ending.state : null
    return {
      variant,
      params,
      workers: roles.length,
      verdict: validly(
        variantVerdict(outcomes, failures, trials.filter(isFinished).length, plan.trials),
        doubts.filter(warning => isAbout(warning, variant)),
      ),
      state: ownState === 'completed' ? (cutShort ?? ownState) : ownState,
      outcomes,
      trials,
      measures: summaryOf(measured[arm]?.measured ?? new Map(), plan.seed),
      deadlocks: own.flatMap(({ findings }) => findings),
      checks,
      axis: experiment.axis(params),
      series: own.flatMap(record => record.series ?? []),
      perWorker: medianShares(own),
      probe,
      waits: own.flatMap(record => record.waits ?? []),
      tiles: own.findLast(record => record.tiles !== null)?.tiles ?? null,
      rejectedCandidates: own.reduce((sum, record) => sum + record.rejectedCandidates, 0),
      detectorShare: detectorShare(own, plan.seed),
      instruments: [...instruments],
      curve:
        curve === null
          ? null
          : workersCurve(curve, arm, own, { cores: plan.machine.cores, seed: plan.seed, trials: plan.trials, ceiling }),
    }
  })
  const state = ending.state ?? stateOf(recorded.map(record => record.trial))
  const verdict = worstVerdict(variants.map(variant => variant.verdict))
  return {
    schema: 'interleave.run/1',
    id: plan.runId,
    experiment: plan.experiment,
    simulated: plan.simulated,
    seed: plan.seed,
    startedAt: plan.startedAt,
    durationMillis: ending.durationMillis,
    state,
    reason: ending.reason,
    verdict,
    ...headlineOf(experiment, variants, { state, verdict, reason: ending.reason, invalid: invalid(doubts) }),
    variants,
    calibration: ending.calibration,
    ceiling,
    warnings: [
      ...plan.warnings,
      ...doubts,
      ...driftWarning(ceiling),
      ...detectorOn(variants),
      ...instrumentsOn(variants),
      ...variants.flatMap(variant => notObserved(variant)),
      ...(experiment.measures.some(({ name }) => name === cpuPerWall.name) ? missingMeasures(variants) : []),
    ],
    machine: plan.machine,
    versions: plan.versions,
    primitives: plan.primitives,
  }
}

function invalid(warnings: readonly Warning[]): readonly Warning[] {
  return warnings.filter(warning => warning.invalid === true)
}

function isAbout({ about }: Warning, variant: string): boolean {
  return about?.some(one => one.variant === variant) ?? true
}

/** What was seen to go wrong went wrong; that nothing was is not to be had from a measurement that is none. */
function validly(verdict: Verdict, doubts: readonly Warning[]): Verdict {
  return verdict === 'passed' && invalid(doubts).length > 0 ? 'inconclusive' : verdict
}

/** What must never happen must not happen in a probe either, though it counts in no table. */
function probeCheck({ outcome }: Probe, outcomes: readonly DeclaredOutcome[]): CheckRow {
  const declared = outcomes.find(({ name }) => name === outcome)
  const isForbidden = outcome !== null && (declared?.grade ?? 'forbidden') === 'forbidden'
  return { name: 'probe', description: 'the probe came to nothing forbidden', failures: isForbidden ? 1 : 0 }
}

/** What looking for deadlocks took, by trial; null where nobody looked closely. */
function detectorShare(own: readonly RecordedTrial[], seed: number): VariantResult['detectorShare'] {
  const samples = own.flatMap(record => record.detectorShare ?? [])
  return samples.length === 0 ? null : { unit: 'share', ...medianInterval(samples, seed) }
}

/** What each worker did in a trial, the median of the completed ones. */
function medianShares(own: readonly RecordedTrial[]): number[] {
  const completed = own.filter(({ trial, perWorker }) => trial.state === 'completed' && perWorker.length > 0)
  const [first] = completed
  if (first === undefined) return []
  return first.perWorker.map((_, worker) =>
    medianOf(completed.map(({ perWorker }) => perWorker[worker]?.operations ?? 0)),
  )
}

/** An interesting outcome that did not appear has not been shown to be impossible. */
function notObserved({ variant, outcomes, trials }: VariantResult): Warning[] {
  const finished = trials.filter(isFinished).length
  if (finished === 0) return []
  return outcomes
    .filter(row => row.grade === 'interesting' && row.count === 0)
    .map(row => {
      const [chances, noun] = row.rounds === undefined ? [finished, 'trial'] : [row.rounds, 'round']
      const bound = formatShare(rateBoundForZero(chances))
      return {
        code: 'not-observed',
        message:
          `${variant}: "${row.name}" was not observed in ${counted(chances, noun)}. That is not "safe": ` +
          `at 95 % confidence it occurs in less than ${bound} of ${noun}s like these.`,
        about: [{ variant, outcome: row.name }],
      }
    })
}

/** Says whose trials were too short for the CPU clock, so that the figure's absence is explained. */
function missingMeasures(variants: readonly VariantResult[]): Warning[] {
  const completed = variants.filter(({ trials }) => trials.some(trial => trial.state === 'completed'))
  const short = completed.filter(({ measures }) => measures['cpu-per-wall'] === undefined).map(({ variant }) => variant)
  if (short.length === 0) return []
  const whose = short.length === completed.length ? '' : ` for ${listed(short)}`
  return [
    {
      code: 'window-too-short',
      message:
        `no effective parallelism${whose}: the trials are too short for the CPU clock, ` +
        `which needs ${String(SHORTEST_CPU_WINDOW_MILLIS)} ms. Longer trials show it.`,
      about: short.map(variant => ({ variant, measure: EFFECTIVE_PARALLELISM })),
    },
  ]
}
