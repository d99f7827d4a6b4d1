import type { RecordedTrial, RunPlanSummary } from '../../contract/events.ts'
import type {
  Calibration,
  CheckRow,
  MeasureSummary,
  Probe,
  Reason,
  RunDocument,
  VariantResult,
  Warning,
} from '../../contract/run-document.ts'
import type { RunState } from '../../contract/words.ts'
import {
  isFinished,
  stateOf,
  tallyOutcomes,
  variantVerdict,
  worstVerdict,
  type DeclaredOutcome,
} from '../analysis/outcomes.ts'
import { medianInterval, medianOf, rateBoundForZero } from '../analysis/statistics.ts'
import { listed } from '../../base/text.ts'
import { counted, formatShare } from '../../base/units.ts'
import { SHORTEST_CPU_WINDOW_MILLIS } from '../experiments/kit/measures.ts'
import { headlineOf } from './headline.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'

/** How a run ended, apart from its trials. */
export interface RunEnding {
  readonly durationMillis: number
  /** Set where the run as a whole did not complete; else its trials say how it ended. */
  readonly state: RunState | null
  readonly reason: Reason | null
  readonly calibration: Calibration | null
}

/** Folds what was recorded into the run's document. Pure: the same record always makes the same document. */
export function buildRunDocument(
  plan: RunPlanSummary,
  experiment: Experiment,
  recorded: readonly RecordedTrial[],
  ending: RunEnding,
  probes: ReadonlyMap<number, Probe> = new Map(),
): RunDocument {
  const variants = plan.arms.map(({ variant, params }, arm): VariantResult => {
    const own = recorded.filter(record => record.arm === arm)
    const trials = own.map(record => record.trial)
    const outcomes = tallyOutcomes(experiment.outcomes(variant, params), trials)
    const checks = experiment.checks.map(({ name, description }): CheckRow => ({
      name,
      description,
      failures: own.filter(record => record.failedChecks.includes(name)).length,
    }))
    const probe = probes.get(arm) ?? null
    if (probe !== null) checks.push(probeCheck(probe, experiment.outcomes(variant, params)))
    const failures = checks.reduce((sum, check) => sum + check.failures, 0)
    const ownState = stateOf(trials)
    const cutShort = trials.length < plan.trials ? ending.state : null
    return {
      variant,
      params,
      verdict: variantVerdict(outcomes, failures, trials.filter(isFinished).length, plan.trials),
      state: ownState === 'completed' ? (cutShort ?? ownState) : ownState,
      outcomes,
      trials,
      measures: summarise(experiment, own, ending.calibration, plan.seed),
      deadlocks: own.flatMap(({ findings }) => findings),
      checks,
      axis: experiment.axis(params),
      series: own.flatMap(record => record.series ?? []),
      perWorker: medianShares(own),
      probe,
      waits: own.flatMap(record => record.waits ?? []),
      rejectedCandidates: own.reduce((sum, record) => sum + record.rejectedCandidates, 0),
    }
  })
  const state = ending.state ?? stateOf(recorded.map(record => record.trial))
  const verdict = worstVerdict(variants.map(variant => variant.verdict))
  return {
    schema: 'interleave.run/1',
    id: plan.runId,
    experiment: plan.experiment,
    seed: plan.seed,
    startedAt: plan.startedAt,
    durationMillis: ending.durationMillis,
    state,
    reason: ending.reason,
    verdict,
    ...headlineOf(experiment, variants, { state, verdict, reason: ending.reason }),
    variants,
    calibration: ending.calibration,
    warnings: [...plan.warnings, ...variants.flatMap(variant => notObserved(variant)), ...missingMeasures(variants)],
    machine: plan.machine,
    versions: plan.versions,
    primitives: plan.primitives,
  }
}

/** What must never happen must not happen in a probe either, though it counts in no table. */
function probeCheck({ outcome }: Probe, outcomes: readonly DeclaredOutcome[]): CheckRow {
  const declared = outcomes.find(({ name }) => name === outcome)
  const isForbidden = outcome !== null && (declared?.grade ?? 'forbidden') === 'forbidden'
  return { name: 'probe', description: 'the probe came to nothing forbidden', failures: isForbidden ? 1 : 0 }
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

/** Name of the measure that weighs CPU time by what the machine gave for it. */
const EFFECTIVE_PARALLELISM = 'effective-parallelism'

function summarise(
  experiment: Experiment,
  own: readonly RecordedTrial[],
  calibration: Calibration | null,
  seed: number,
): Record<string, MeasureSummary> {
  const summaries = new Map<string, MeasureSummary>()
  for (const { name, unit } of experiment.measures) {
    const samples = own.flatMap(record => record.measures[name] ?? [])
    if (samples.length > 0) summaries.set(name, { unit, ...medianInterval(samples, seed) })
  }
  // A CPU second under load may be worth less than one alone (shared caches, hyper-threads, clock speed, stolen time):
  // the calibration says how much less.
  const worth = calibration === null ? undefined : calibration.speedUp.median / calibration.cpuPerWall.median
  const cpuPerWall = own.flatMap(record => record.measures['cpu-per-wall'] ?? [])
  if (worth !== undefined && cpuPerWall.length > 0) {
    const samples = cpuPerWall.map(share => share * worth)
    summaries.set(EFFECTIVE_PARALLELISM, { unit: 'cores', ...medianInterval(samples, seed) })
  }
  return Object.fromEntries(summaries)
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
    },
  ]
}
