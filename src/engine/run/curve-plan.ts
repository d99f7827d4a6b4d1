import { MAX_WORKERS } from '../../contract/limits.ts'
import type { ParamValues } from '../../contract/words.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { Arm } from '../pool/worker-protocol.ts'

/** Close together at first, where laws differ most, then ever farther apart. */
const COUNTS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]
/** However few cores there are, what lies beyond them is worth seeing. */
const LEAST_TOP = 8

/** An arm that exists for the curve of another one: the same, with another number of workers. */
export interface CurveArm extends Arm {
  /** The arm of the variant, with as many workers as was asked for. */
  readonly of: number
  readonly workers: number
}

/** Throughput against workers, before it is measured. */
export interface CurvePlan {
  /** Ascending; the number that was asked for is among them. */
  readonly counts: readonly number[]
  /** Beside the arms of the variants, which are the points with as many workers as was asked for. */
  readonly arms: readonly CurveArm[]
}

/** Which numbers of workers to measure: up to twice the cores, at least to 8, as far as the experiment takes them. */
export function workerCounts(experiment: Experiment, asked: number, cores: number): number[] {
  const spec = experiment.params['workers']
  const most = spec?.kind === 'count' ? Math.min(spec.max, MAX_WORKERS) : MAX_WORKERS
  const top = Math.min(most, Math.max(LEAST_TOP, 2 * cores, asked))
  const counts = [...COUNTS.filter(count => count < top), Math.min(cores, top), asked, top]
  return [...new Set(counts)].toSorted((a, b) => a - b)
}

/** @returns null where no curve was asked for */
export function curvePlan(
  experiment: Experiment,
  arms: readonly Arm[],
  params: ParamValues,
  cores: number,
): CurvePlan | null {
  const asked = Number(params['workers'])
  if (params['curve'] !== 'workers') return null
  const counts = workerCounts(experiment, asked, cores)
  return {
    counts,
    arms: arms.flatMap((arm, of) =>
      counts
        .filter(workers => workers !== asked)
        .map(workers => ({ variant: arm.variant, params: { ...arm.params, workers }, of, workers })),
    ),
  }
}
