import { invariant } from '../../../base/assert.ts'
import type { LockOrderEdge } from '../../../base/lock-order-edge.ts'
import { kebabCase } from '../../../base/text.ts'
import { keysOf } from '../../../base/typed-object.ts'
import type { ComparisonRow } from '../../../contract/comparison-in-words.ts'
import type { Compared } from '../../../contract/comparison.ts'
import type { BoundAxis } from '../../../contract/run-document.ts'
import type { ChartKind, Observed, ParamValues } from '../../../contract/words.ts'
import type { WorkersCurve } from '../../../contract/workers-curve.ts'
import { tallyOf, worstOf, type DeclaredOutcome, type Tally } from '../../analysis/outcomes.ts'
import type { AnyLayout, Bound, Fields, Layout } from '../../memory/layout.ts'
import { declaredOutcomes, type OutcomeDefinition } from './outcome-definition.ts'
import type { Judgement } from './judgement.ts'
import { cpuPerWall, figuresOf, type Measure, type Timing } from './measures.ts'
import {
  commonParams,
  hasValues,
  instrumentParams,
  type CommonParams,
  type ParamSpec,
  type ParamSpecs,
  type Values,
} from './params.ts'
import { attachPictured, type AttachedPictured, type Pictured } from './pictured.ts'
import type { RoleContext } from './role-context.ts'
import type { TaskTable, Tasks } from './task.ts'
import { taskTable } from './task-table.ts'
import { attachHints, type AttachedHints, type StandstillHints } from './standstill-hints.ts'
import { canHaveCurve, curveParams } from './workers-curve.ts'

/** What the workers report when a trial is over, counted by each worker itself. */
export interface Done {
  readonly operations: number
  readonly perWorker: readonly number[]
}

/** One variant: the same workload, one difference. */
export type VariantNotes = Readonly<Record<'title' | 'doc', string>>

type AllValues<S extends ParamSpecs> = Values<CommonParams> & Values<S>

/**
 * The hot loop of one variant, run by each worker of a trial: one top-level function, no clock, no allocation. One that
 * is about waiting rather than computing may be async; it is over when its promise is settled.
 */
export type Kernel<L, S extends ParamSpecs> =
  L extends Layout<infer F> ? (memory: Bound<F>, params: AllValues<S>, context: RoleContext) => Over : never

/** What a kernel returns: nothing, at once or later. */
export type Over = void | Promise<void>

interface ExperimentDefinition<
  S extends ParamSpecs,
  V extends Readonly<Record<string, VariantNotes>>,
  F extends Fields,
  O extends Observed,
>
  extends StandstillHints<Bound<F>, AllValues<S>>, Pictured<Bound<F>, AllValues<S>> {
  /** Kebab-case; also the folder's name. */
  readonly id: string
  readonly title: string
  readonly topic: string
  readonly question: string
  /** Real threads act out the mechanism of another system: every figure is badged. */
  readonly simulated?: true
  /** Beside the common ones. */
  readonly params: S
  readonly variants: V
  readonly presets: Readonly<
    Record<
      string,
      {
        readonly label: string
        readonly params: Partial<AllValues<S>>
        /** Only these, instead of all. */
        readonly variants?: readonly (keyof V & string)[]
      }
    >
  >
  readonly memory: Layout<F>
  /** One entry per worker: what it does. */
  readonly roles: (params: AllValues<S>) => readonly string[]
  /** Those that wait while the others work, and want no core of their own. */
  readonly leads?: readonly string[]
  /** Milliseconds after which a trial is over, where its workers go on until they are stopped; null elsewhere. */
  readonly lasts?: (params: AllValues<S>) => number | null
  /** Sets memory up before each trial; it is zero-filled, and no worker can see it yet. */
  readonly prepare: (memory: Bound<F>, params: AllValues<S>) => void
  readonly kernels: () => Promise<Readonly<Record<keyof V, Kernel<Layout<F>, S>>>>
  /** What its executors' workers can do, by name. */
  readonly tasks?: () => Promise<Tasks<Bound<F>>>
  /** Reads what came out, after all workers are done. */
  readonly observe: (memory: Bound<F>, params: AllValues<S>, done: Done) => O
  /** First match wins; no match is forbidden. */
  readonly outcomes: readonly OutcomeDefinition<keyof V & string, O, AllValues<S>>[]
  /** Batch experiments, instead of one match: how many rounds came to which outcome; other names are forbidden. */
  readonly tally?: (observed: O, params: AllValues<S>) => Tally
  /** What must hold in every completed trial of every variant, whatever its outcome. */
  readonly checks: readonly {
    readonly name: string
    readonly description: string
    readonly holds: (observed: O, params: AllValues<S>, done: Done) => boolean
  }[]
  readonly measures: readonly Measure<O>[]
  /** The range a final value can have at all. */
  readonly axis?: (params: AllValues<S>) => BoundAxis
  /** What came out, in a sentence or two, when nothing went wrong; without it the outcomes are counted out. */
  readonly headline?: (stories: readonly VariantStory[]) => string
  readonly charts: readonly ChartKind[]
  /** In which orders locks were taken, where that was recorded: read after a completed trial. */
  readonly lockOrders?: (memory: Bound<F>, params: AllValues<S>) => readonly LockOrderEdge[]
  /** Everybody who did the same work, where others do it too: read after a completed trial. */
  readonly compares?: (memory: Bound<F>, params: AllValues<S>) => readonly Compared[]
}

/** One variant of a finished run, for headlines. */
export interface VariantStory {
  readonly title: string
  readonly finished: number
  /** Trials by outcome; rounds in batch experiments. */
  readonly counts: Readonly<Record<string, number>>
  /** In how many trials, or rounds, each outcome could have occurred. */
  readonly chances: Readonly<Record<string, number>>
  /** Medians by measure. */
  readonly medians: Readonly<Record<string, number>>
  /** Throughput against workers, where that was asked for. */
  readonly curve?: WorkersCurve
  /** Who did the same work, where an experiment compares. */
  readonly compared?: readonly ComparisonRow[]
}

/** An experiment bound to the shared memory of a session. */
export interface AttachedExperiment extends AttachedHints, AttachedPictured {
  prepare(params: ParamValues): void
  judge(variant: string, params: ParamValues, done: Done, timing: Timing): Judgement
  /** Loads the kernels; the result runs one trial of one variant on the calling worker. */
  loadKernels(): Promise<(variant: string, params: ParamValues, context: RoleContext) => Over>
}

export interface VariantInfo extends VariantNotes {
  /** Kebab-case, as every document names it. */
  readonly variant: string
  /** The kernel function's name. */
  readonly kernel: string
}

export interface PresetInfo {
  readonly preset: string
  readonly label: string
  readonly params: Readonly<Record<string, number | string | undefined>>
  readonly variants: readonly string[] | null
}

/** An experiment as the engine handles it, its own types folded away. */
export interface Experiment {
  readonly id: string
  readonly title: string
  readonly topic: string
  readonly question: string
  readonly simulated: boolean
  readonly params: ParamSpecs
  readonly variants: readonly VariantInfo[]
  readonly presets: readonly PresetInfo[]
  readonly layout: AnyLayout
  readonly checks: readonly { readonly name: string; readonly description: string }[]
  readonly measures: readonly Omit<Measure<unknown>, 'of'>[]
  readonly charts: readonly ChartKind[]
  /** Null where it has none. */
  readonly loadTasks: (() => Promise<TaskTable>) | null
  roles(params: ParamValues): readonly string[]
  /** Whether workers of a role work while the others do. */
  readonly wantsCore: (role: string) => boolean
  lasts(params: ParamValues): number | null
  axis(params: ParamValues): BoundAxis | null
  headline(stories: readonly VariantStory[]): string | null
  /** The outcomes with the grades they have in `variant`; with `params`, those that are possible under them. */
  outcomes(variant: string, params?: ParamValues): readonly DeclaredOutcome[]
  attach(buffer: SharedArrayBuffer, offset: number): AttachedExperiment
}

/**
 * Declares an experiment. The definition is typed end to end: a variant without a kernel or without a grade for an
 * outcome does not compile.
 */
export function defineExperiment<
  const S extends ParamSpecs,
  const V extends Readonly<Record<string, VariantNotes>>,
  const F extends Fields,
  O extends Observed,
>(definition: ExperimentDefinition<S, V, F, O>): Experiment {
  const ownSpecs: Readonly<Record<string, ParamSpec>> = { ...commonParams, ...definition.params }
  const typed = (values: ParamValues): AllValues<S> => {
    invariant(hasValues(commonParams, values) && hasValues(definition.params, values), 'parameters were checked')
    return values
  }
  const roles = (params: ParamValues): readonly string[] => definition.roles(typed(params))
  const curve = canHaveCurve(ownSpecs, definition.measures, roles) ? curveParams : {}
  const specs: Readonly<Record<string, ParamSpec>> = {
    ...commonParams,
    ...instrumentParams,
    ...curve,
    ...definition.params,
  }
  const variants = keysOf(definition.variants).map(kernel => ({
    variant: kebabCase(kernel),
    kernel,
    ...notesOf(definition.variants, kernel),
  }))

  const names = definition.outcomes.map(outcome => outcome.name)
  const clash = names.find((name, index) => names.indexOf(name) !== index || RESERVED_OUTCOMES.includes(name))
  invariant(
    clash === undefined,
    `${definition.id}: an outcome may be called ${String(clash)} once, and not like a reserved one`,
  )
  // The clocks of a trial's workers know nothing of what executors' workers and other programs burn.
  const { tasks } = definition
  const isOwnWork = tasks === undefined && definition.compares === undefined
  const measures: readonly Measure<O>[] = [...definition.measures, ...(isOwnWork ? [cpuPerWall] : [])]
  const declaredIn = (variant: string, values?: ParamValues): readonly DeclaredOutcome[] => {
    const kernel = variants.find(info => info.variant === variant)?.kernel ?? variant
    return declaredOutcomes(definition.outcomes, kernel, values === undefined ? undefined : typed(values))
  }

  return {
    id: definition.id,
    title: definition.title,
    topic: definition.topic,
    question: definition.question,
    simulated: definition.simulated ?? false,
    params: specs,
    variants,
    presets: keysOf(definition.presets).map(preset => {
      const { label, params, variants: only } = notesOf(definition.presets, preset)
      return { preset, label, params: { ...params }, variants: only?.map(kebabCase) ?? null }
    }),
    layout: definition.memory,
    checks: definition.checks,
    measures,
    charts: definition.charts,
    loadTasks:
      tasks === undefined
        ? null
        : async () => taskTable(await tasks(), (buffer, offset) => definition.memory.bind(buffer, offset)),
    roles,
    wantsCore: role => !(definition.leads ?? []).includes(role),
    lasts: params => definition.lasts?.(typed(params)) ?? null,
    axis: params => definition.axis?.(typed(params)) ?? null,
    headline: stories => definition.headline?.(stories) ?? null,
    outcomes: declaredIn,
    attach(buffer, offset) {
      const memory = definition.memory.bind(buffer, offset)
      return {
        prepare: params => definition.prepare(memory, typed(params)),
        ...attachHints(definition, memory, typed),
        ...attachPictured(definition, memory, typed),
        judge: (variant, values, done, timing) => {
          const params = typed(values)
          const observed = definition.observe(memory, params, done)
          const declared = declaredIn(variant, values)
          const match = definition.outcomes.find(
            outcome =>
              'when' in outcome && declared.some(({ name }) => name === outcome.name) && outcome.when(observed, params),
          )
          const counted = definition.tally?.(observed, params)
          const tally = counted === undefined ? null : tallyOf(declared, counted)
          const failed = definition.checks.filter(check => !check.holds(observed, params, done))
          const facts = { ...timing, observed, operations: done.operations }
          return {
            observed,
            outcome: tally === null ? (match?.name ?? null) : worstOf(declared, tally),
            tally,
            failedChecks: failed.map(check => check.name),
            measures: figuresOf(measures, variant, facts),
            lockOrders: definition.lockOrders?.(memory, params) ?? [],
            compared: definition.compares?.(memory, params) ?? null,
          }
        },
        async loadKernels() {
          const kernels = await definition.kernels()
          const byVariant = new Map(keysOf(definition.variants).map(name => [kebabCase(name), kernels[name]]))
          return (variant, params, context) => {
            const kernel = byVariant.get(variant)
            invariant(kernel, `variant ${variant} has a kernel`)
            return kernel(memory, typed(params), context)
          }
        },
      }
    },
  }
}

/** Rows that the lab adds itself, always forbidden; a declaration must not lend them its grade. */
const RESERVED_OUTCOMES: readonly string[] = ['undeclared', 'deadlocked', 'stalled']

function notesOf<T extends object, K extends keyof T>(table: T, key: K): T[K] {
  return table[key]
}
