import type { ToldCurve } from '../../src/contract/curve-in-words.ts'
import type { ScalingLaw } from '../../src/base/scaling-law.ts'
import type { Ceiling } from '../../src/contract/workers-curve.ts'
import { ceilingOf, workersCurve, type CurveRecord } from '../../src/engine/run/curve-record.ts'
import { exactTrials, PARAMS } from './records.ts'
import { syntheticCurve } from './synthetic-curve.ts'

const RUN = { noise: 0.02, samples: 5, seed: 3 }

/** What a run of `lost-update` would leave if its throughput obeyed a law, on a machine whose ceiling obeys another. */
export function curveRecord(law: ScalingLaw, counts: readonly number[], drift = 0, cores = 64): CurveRecord {
  const points = syntheticCurve(law, counts, RUN)
  const capacity = (factor: number) =>
    counts.map(workers => {
      const rates = [0.99, 0.995, 1, 1.005, 1.01].map(noise => factor * noise * Math.min(workers, cores) * 1000)
      return {
        workers,
        rates,
        speedUps: rates.map(rate => rate / (factor * 1000)),
        cpuPerWall: rates.map(() => workers),
        cpuWorths: rates.map(() => 1),
      }
    })
  return {
    counts,
    asked: 0,
    trials: points.flatMap(({ workers, samples }) =>
      samples.map((throughput, index) => {
        const [record] = exactTrials(1, 0, { throughput })
        if (record === undefined) throw new Error('one trial was asked for')
        const { trial, measures, failedChecks } = record
        return {
          arm: 0,
          variant: 'mutex',
          params: { ...PARAMS, workers },
          workers,
          trial: { ...trial, index },
          measures,
          failedChecks,
        }
      }),
    ),
    before: capacity(1),
    after: capacity(1 + drift),
  }
}

export function toldCurve(
  law: ScalingLaw,
  counts: readonly number[],
  { cores = 64, drift = 0 } = {},
): ToldCurve & { readonly ceiling: Ceiling | null } {
  const record = curveRecord(law, counts, drift, cores)
  const ceiling = ceilingOf(record, cores, RUN.seed)
  return { curve: workersCurve(record, 0, [], { cores, seed: RUN.seed, trials: RUN.samples, ceiling }), ceiling, cores }
}
