import type { SweepDocument, SweepMachine, SweepPlan, SweepPoint, SweepSitting } from '../../contract/sweep.ts'
import type { WorkersCurve } from '../../contract/workers-curve.ts'
import { CURVE_MEASURE } from '../experiments/kit/workers-curve.ts'
import { ceilingOf, curveOf } from './curve-record.ts'

type Curves = Pick<SweepDocument, 'curves' | 'ceiling'>

/** Whether a plan is one of throughput against workers, to which laws can be fitted: as with runs, experiments decide. */
export function isWorkersSweep({ axes, params }: SweepPlan): boolean {
  return axes.length === 1 && axes[0]?.parameter === 'workers' && params['curve'] !== undefined
}

/** The workers curve of each variant of a whole sweep over workers, with the laws of scaling or why none was fitted. */
export function sweptCurves({
  plan,
  machines,
  points,
  sittings,
}: {
  readonly plan: SweepPlan
  readonly machines: readonly SweepMachine[]
  readonly points: readonly SweepPoint[]
  readonly sittings: readonly SweepSitting[]
}): Curves {
  if (!isWorkersSweep(plan)) return { curves: [], ceiling: null }
  const used = new Set(points.map(({ machine }) => machine))
  const cores = machines[[...used][0] ?? 0]?.machine.cores ?? 1
  const ceiling = used.size === 1 ? ceilingOf(endsOf(sittings), cores, plan.seed) : null
  const curves = plan.variants.map(variant => {
    const curve = curveOf(measuredOf(plan, points, variant), {
      cores,
      seed: plan.seed,
      trials: trialsOf(plan),
      ceiling,
    })
    return { variant, curve: used.size === 1 ? curve : refused(curve, used.size) }
  })
  return { curves, ceiling }
}

/** What the machine gave before the first sitting that said so, and after the last one. */
function endsOf(sittings: readonly SweepSitting[]): Parameters<typeof ceilingOf>[0] {
  return {
    before: sittings.find(({ before }) => before.length > 0)?.before ?? [],
    after: sittings.findLast(({ after }) => after.length > 0)?.after ?? [],
  }
}

function measuredOf({ axes }: SweepPlan, points: readonly SweepPoint[], variant: string) {
  const counts = (axes[0]?.values ?? []).map(Number).toSorted((a, b) => a - b)
  return counts.map(workers => {
    const own = points.find(({ values }) => values['workers'] === workers)
    const measured = own?.variants.find(one => one.variant === variant)?.measures[CURVE_MEASURE]
    return { workers, samples: measured?.samples ?? [] }
  })
}

function trialsOf({ params }: SweepPlan): number {
  return Number(params['trials'])
}

/** A law speaks of one machine. */
function refused(curve: WorkersCurve, machines: number): WorkersCurve {
  return { ...curve, fittedTo: [], amdahl: null, usl: null, refusal: { code: 'several-machines', machines } }
}
