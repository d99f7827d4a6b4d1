import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import { sweepHeadline, sweepNote } from '../../contract/sweep-in-words.ts'
import type { SweepDocument, SweepMachine, SweepPlan, SweepPoint, SweepSitting } from '../../contract/sweep.ts'
import type { Shard } from '../../contract/sweep-request.ts'
import type { RunState } from '../../contract/words.ts'
import { worstVerdict } from '../analysis/outcomes.ts'
import { isIn, pointsOf, sweepId } from './sweep-plan.ts'
import { sweptCurves } from './sweep-curves.ts'

/** Whether laws are fitted to what there is. */
export type Fitting = 'now' | 'later'

/** What there is of a sweep. Indices into machines are into these. */
export interface SweepRecord {
  readonly plan: SweepPlan
  readonly shards: readonly Shard[]
  readonly startedAt: string
  readonly points: readonly SweepPoint[]
  readonly machines: readonly SweepMachine[]
  readonly sittings: readonly SweepSitting[]
  /** Why there are no more points, where some are missing. */
  readonly cut: 'cancelled' | 'interrupted'
}

/**
 * Folds what there is of a sweep into its document. Pure: the same points make the same document, whatever their order
 * and whoever measured which of them first.
 * @param fitting `later`: without curves, which take a second of computing, while there is more to come
 */
export function sweepOf(record: SweepRecord, fitting: Fitting = 'now'): SweepDocument {
  const { plan, machines, points, sittings } = inOrder(record)
  const planned = pointsOf(plan)
  const all = normalised(record.shards, planned.length)
  const due = planned.filter(({ index }) => isIn(all, index)).length
  const isWhole = points.length === due
  const said = { plan, points, shards: all }
  const { curves, ceiling } =
    isWhole && fitting === 'now' ? sweptCurves({ plan, machines, points, sittings }) : NO_CURVES
  const verdict = worstVerdict(points.map(point => point.verdict))
  return {
    schema: 'interleave.sweep/1',
    id: sweepId(plan),
    plan,
    shards: all,
    startedAt: record.startedAt,
    durationMillis: points.reduce((sum, { durationMillis }) => sum + durationMillis, 0),
    state: isWhole ? worstState(points) : record.cut,
    reason: points.find(({ reason }) => reason !== null)?.reason ?? null,
    verdict: verdict === 'passed' && points.length * 2 < due ? 'inconclusive' : verdict,
    headline: sweepHeadline(said),
    note: sweepNote(said),
    points,
    machines,
    sittings,
    curves,
    ceiling,
  }
}

const NO_CURVES = { curves: [], ceiling: null }

/**
 * Parts of one sweep as one: the union of their points.
 *
 * Guarantees: the parts of a plan merged, in any order, are what the whole plan is with the same results, byte for byte.
 * @param how why points are missing, where that is known better than the parts say; and whether laws are fitted
 * @throws {LabError} SWEEP_CONFLICT for parts with other plans, from other versions of Interleave, or with a point in
 * common
 */
export function mergedSweeps(
  [first, ...others]: readonly [SweepDocument, ...SweepDocument[]],
  how: { readonly cut?: SweepRecord['cut']; readonly fitting?: Fitting } = {},
): SweepDocument {
  const all = [first, ...others]
  for (const other of others) checkPlans(first.plan, other.plan)
  checkVersions(all)
  checkPoints(all)
  const machines = all.flatMap(part => part.machines)
  let before = 0
  const moved = all.map(part => {
    const own = before
    before += part.machines.length
    return {
      points: part.points.map(point => ({ ...point, machine: point.machine + own })),
      sittings: part.sittings.map(sitting => ({ ...sitting, machine: sitting.machine + own })),
    }
  })
  const merged: SweepRecord = {
    plan: first.plan,
    shards: all.some(({ shards }) => shards.length === 0) ? [] : all.flatMap(({ shards }) => shards),
    startedAt: all.map(({ startedAt }) => startedAt).reduce((a, b) => (a < b ? a : b)),
    points: moved.flatMap(({ points }) => points),
    machines,
    sittings: moved.flatMap(({ sittings }) => sittings),
    cut: how.cut ?? (all.some(({ state }) => state === 'interrupted') ? 'interrupted' : 'cancelled'),
  }
  return sweepOf(merged, how.fitting)
}

function checkPlans(one: SweepPlan, other: SweepPlan): void {
  const facts = (plan: SweepPlan): Map<string, string> =>
    new Map(
      Object.entries({
        experiment: plan.experiment,
        variants: plan.variants.join(','),
        ...plan.params,
        ...Object.fromEntries(plan.axes.map(({ parameter, values }) => [`over ${parameter}`, values.join(',')])),
        seed: plan.seed,
        primitives: plan.primitives,
      }).map(([name, value]) => [name, String(value)]),
    )
  const [own, its] = [facts(one), facts(other)]
  const differs = [...new Set([...own.keys(), ...its.keys()])].find(name => own.get(name) !== its.get(name))
  if (differs === undefined) return
  const shown = [own, its].map(plan => printable(plan.get(differs) ?? 'none'))
  throw conflict(`they have other plans: ${printable(differs)} is ${shown.join(' in one and ')} in another`)
}

function checkVersions(parts: readonly SweepDocument[]): void {
  const versions = new Set(parts.flatMap(({ machines }) => machines.map(({ versions: own }) => own.interleave)))
  if (versions.size > 1)
    throw conflict(`they were made by Interleave ${[...versions].map(own => printable(own)).join(' and ')}`)
}

function checkPoints(parts: readonly SweepDocument[]): void {
  const seen = new Set<number>()
  for (const { index } of parts.flatMap(({ points }) => points)) {
    if (seen.has(index)) throw conflict(`point ${String(index + 1)} is in more than one of them`)
    seen.add(index)
  }
}

function conflict(why: string): LabError {
  return new LabError('SWEEP_CONFLICT', `these parts do not make one sweep: ${why}`, {
    allowed: 'parts of one plan, made by one version, each point once',
    suggestion: 'the same command line for all parts, but for --shard',
  })
}

/** Machines once each and in an order of their own, points by index, sittings by time. */
function inOrder({
  plan,
  machines,
  points,
  sittings,
}: SweepRecord): Pick<SweepDocument, 'plan' | 'machines' | 'points' | 'sittings'> {
  const byKey = Map.groupBy(machines, machineKey)
  const keys = [...byKey.keys()].toSorted()
  const placeOf = machines.map(own => keys.indexOf(machineKey(own)))
  const moved = <T extends { readonly machine: number }>(of: T): T => ({ ...of, machine: placeOf[of.machine] ?? 0 })
  const once = new Map(sittings.map(moved).map(sitting => [JSON.stringify([sitting.startedAt, sitting]), sitting]))
  return {
    plan,
    // What a machine's load was differs from sitting to sitting; any order will do that is always the same.
    machines: keys.flatMap(key => (byKey.get(key) ?? []).toSorted((a, b) => (text(a) < text(b) ? -1 : 1)).slice(0, 1)),
    points: points.map(moved).toSorted((a, b) => a.index - b.index),
    sittings: [...once].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sitting]) => sitting),
  }
}

/** What two machines differ in, as far as the lab looks: none of them is named in a document. */
function machineKey({ machine, versions }: SweepMachine): string {
  const { cpu, cores, memoryBytes, platform, arch, osRelease } = machine
  const { interleave, node, v8 } = versions
  return text([cpu, cores, memoryBytes, platform, arch, osRelease, interleave, node, v8])
}

function text(value: unknown): string {
  return JSON.stringify(value)
}

/** Each part once; all of them are no parts any more. */
function normalised(shards: readonly Shard[], points: number): Shard[] {
  if (Array.from({ length: points }, (_, index) => index).every(index => isIn(shards, index))) return []
  const once = new Map(shards.map(({ index, of }) => [`${String(index)}/${String(of)}`, { index, of }]))
  return [...once.values()].toSorted((a, b) => a.of - b.of || a.index - b.index)
}

const WORST_STATE_FIRST: readonly RunState[] = ['failed', 'crashed', 'timed-out']

function worstState(points: readonly SweepPoint[]): RunState {
  return WORST_STATE_FIRST.find(state => points.some(point => point.state === state)) ?? 'completed'
}
