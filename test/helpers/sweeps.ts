import { experimentHere } from './experiment-here.ts'
import { Prng } from '../../src/base/prng.ts'
import type { SweepDocument, SweepMachine, SweepPlan, SweepPoint } from '../../src/contract/sweep.ts'
import { sweepRequestSchema, type Shard, type SweepRequestInput } from '../../src/contract/sweep-request.ts'
import { isIn, planSweep, pointsOf, type PlannedPoint } from '../../src/engine/run/sweep-plan.ts'
import { sweepOf, type SweepRecord } from '../../src/engine/run/sweep-record.ts'
import { fakeMachine } from './fake-machine.ts'

/** Sweeps of two variants of `lost-update`, and what might have been measured at their points. */

export function sweepRequest(change: Partial<SweepRequestInput> = {}) {
  return sweepRequestSchema.parse({
    experiment: 'lost-update',
    variants: ['plain-increment', 'mutex'],
    set: { workers: 2, trials: 5, seed: 7 },
    over: [{ parameter: 'additions', values: [1, 2, 5, 10] }],
    ...change,
  })
}

export function planOf(
  over: SweepRequestInput['over'],
  set: Readonly<Record<string, number | string>> = {},
): SweepPlan {
  return planSweep(
    sweepRequest({ over, set: { trials: 5, seed: 7, ...set } }),
    experimentHere('lost-update'),
    { cores: 4 },
    1,
  )
}

export function machineCalled(cpu: string, change: Partial<SweepMachine['machine']> = {}): SweepMachine {
  const { facts, versions } = fakeMachine()
  return { machine: { ...facts, cpu, ...change }, versions }
}

const STARTED = '2026-01-02T03:04:05.678Z'

/** What the plan alone decides is its own; what is measured there follows from the point's seed. */
function measuredPoint(plan: SweepPlan, planned: PlannedPoint): SweepPoint {
  const random = new Prng(planned.seed)
  return {
    ...planned,
    machine: 0,
    startedAt: new Date(Date.parse(STARTED) + planned.index * 1000).toISOString(),
    durationMillis: 100 + random.nextBelow(1000) / 7,
    state: 'completed',
    reason: null,
    verdict: 'passed',
    variants: plan.variants.map(variant => {
      const samples = Array.from({ length: 5 }, () => 1e6 * (1 + random.nextBelow(1000) / 1000))
      const [low = 0, , median = 0, , high = 0] = samples.toSorted((x, y) => x - y)
      return {
        variant,
        state: 'completed',
        verdict: 'passed',
        outcomes: [{ name: 'exact', grade: 'acceptable', count: 5 }],
        failures: [],
        measures: { throughput: { unit: 'operations/s', median, low, high, n: 5, samples } },
      }
    }),
    warnings: [],
  }
}

export function recordOf(
  plan: SweepPlan,
  shards: readonly Shard[] = [],
  change: Partial<SweepRecord> = {},
): SweepRecord {
  const mine = pointsOf(plan).filter(({ index }) => isIn(shards, index))
  return {
    plan,
    shards,
    startedAt: STARTED,
    points: mine.map(planned => measuredPoint(plan, planned)),
    machines: [machineCalled('Fake CPU')],
    sittings: [{ machine: 0, startedAt: STARTED, before: [], after: [] }],
    cut: 'interrupted',
    ...change,
  }
}

export function measuredSweep(plan: SweepPlan, shards: readonly Shard[] = []): SweepDocument {
  return sweepOf(recordOf(plan, shards))
}
