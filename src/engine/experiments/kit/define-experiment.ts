import { invariant } from '../../../base/assert.ts'
import type { LockOrderEdge } from '../../../base/lock-order-edge.ts'
import { kebabCase } from '../../../base/text.ts'
import { keysOf } from '../../../base/typed-object.ts'
import type { BoundAxis } from '../../../contract/run-document.ts'
import type { ChartKind, Grade, Observed, ParamValues } from '../../../contract/words.ts'
import { tallyOf, worstOf, type DeclaredOutcome, type Tally } from '../../analysis/outcomes.ts'
import type { AnyLayout, Bound, Fields, Layout } from '../../memory/layout.ts'
import type { AttachedLevel, Level } from './levels.ts'
import type { Grades, OutcomeDefinition } from './outcome-definition.ts'
import { cpuPerWall, type Measure, type Timing } from './measures.ts'
import {
  commonParams,
  hasValues,
  instrumentParams,
  type CommonParams,
  type ParamSpec,
  type ParamSpecs,
  type Values,
} from './params.ts'
import type { RoleContext } from './role-context.ts'
import { attachHints, type AttachedHints, type StandstillHints } from './standstill-hints.ts'

/** What the workers report when a trial is over, counted by each worker itself. */
export interface Done {
  readonly operations: number
  readonly perWorker: readonly number[]
}

/** One variant: the same workload, one difference. */
export interface VariantNotes {
  readonly title: string
  readonly doc: string
}

type AllValues<S extends ParamSpecs> = Values<CommonParams> & Values<S>

/** The hot loop of one variant, run by each worker of a trial: one top-level function, no clock, no allocation. */
export type Kernel<L, S extends ParamSpecs> =
  L extends Layout<infer F> ? (memory: Bound<F>, params: AllValues<S>, context: RoleContext) => void : never

interface ExperimentDefinition<
  S extends ParamSpecs,
  V extends Readonly<Record<string, VariantNotes>>,
  F extends Fields,
  O extends Observed,
> extends StandstillHints<Bound<F>, AllValues<S>> {
  /** Kebab-case; also the folder's name. */
  readonly id: string
  readonly title: string
  readonly topic: string
  readonly question: string
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
  /** Milliseconds after which a trial is over, where its workers go on until they are stopped; null elsewhere. */
  readonly lasts?: (params: AllValues<S>) => number | null
  /** Sets memory up before each trial; it is zero-filled, and no worker can see it yet. */
  readonly prepare: (memory: Bound<F>, params: AllValues<S>) => void
  readonly kernels: () => Promise<Readonly<Record<keyof V, Kernel<Layout<F>, S>>>>
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
  /** What a probe samples beside the workers' states and who holds which lock. */
  readonly levels?: readonly Level<Bound<F>, AllValues<S>>[]
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
}

/** What a trial's observation comes to. */
export interface Judgement {
  readonly observed: Observed
  /** The declared outcome that matched, null if none did; in batch experiments the worst-graded one of the tally. */
  readonly outcome: string | null
  /** Rounds by outcome; null where the trial is one observation. */
  readonly tally: Tally | null
  readonly failedChecks: readonly string[]
  /** The trial's figure of each measure that it has. */
  readonly measures: Readonly<Record<string, number>>
  /** In which orders locks were taken; empty where that was not recorded. */
  readonly lockOrders: readonly LockOrderEdge[]
}

/** An experiment bound to the shared memory of a session. */
export interface AttachedExperiment extends AttachedHints {
  prepare(params: ParamValues): void
  judge(variant: string, params: ParamValues, done: Done, timing: Timing): Judgement
  /** What is sampled in a probe, ready to be read. */
  levels(params: ParamValues): readonly AttachedLevel[]
  /** Loads the kernels; the result runs one trial of one variant on the calling worker. */
  loadKernels(): Promise<(variant: string, params: ParamValues, context: RoleContext) => void>
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
  readonly params: ParamSpecs
  readonly variants: readonly VariantInfo[]
  readonly presets: readonly PresetInfo[]
  readonly layout: AnyLayout
  readonly checks: readonly { readonly name: string; readonly description: string }[]
  readonly measures: readonly Omit<Measure<unknown>, 'of'>[]
  readonly charts: readonly ChartKind[]
  roles(params: ParamValues): readonly string[]
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
  const specs: Readonly<Record<string, ParamSpec>> = { ...commonParams, ...instrumentParams, ...definition.params }
  const typed = (values: ParamValues): AllValues<S> => {
    invariant(hasValues(commonParams, values) && hasValues(definition.params, values), 'parameters were checked')
    return values
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
  const measures: readonly Measure<O>[] = [...definition.measures, cpuPerWall]
  const declaredIn = (variant: string, values?: ParamValues): readonly DeclaredOutcome[] =>
    definition.outcomes.flatMap(outcome => {
      const rounds = values !== undefined && 'rounds' in outcome ? outcome.rounds(typed(values)) : undefined
      if (rounds === 0 || (values !== undefined && outcome.possible?.(typed(values)) === false)) return []
      const declared = {
        name: outcome.name,
        description: outcome.description,
        grade: gradeIn(outcome.grades, variants, variant),
        state: 'state' in outcome ? outcome.state : null,
        allowedBy: outcome.allowedBy ?? {},
      }
      return [rounds === undefined ? declared : { ...declared, rounds }]
    })

  return {
    id: definition.id,
    title: definition.title,
    topic: definition.topic,
    question: definition.question,
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
    roles: params => definition.roles(typed(params)),
    lasts: params => definition.lasts?.(typed(params)) ?? null,
    axis: params => definition.axis?.(typed(params)) ?? null,
    headline: stories => definition.headline?.(stories) ?? null,
    outcomes: declaredIn,
    attach(buffer, offset) {
      const memory = definition.memory.bind(buffer, offset)
      return {
        prepare: params => definition.prepare(memory, typed(params)),
        ...attachHints(definition, memory, typed),
        levels: values => {
          const params = typed(values)
          return (definition.levels ?? []).map(({ name, title, unit, ceiling, of }) => {
            return { name, title, unit, ceiling: ceiling(params), read: () => of(memory, params) }
          })
        },
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
          const figures = measures.flatMap(({ name, only, of }) => {
            const figure = only === undefined || only.map(kebabCase).includes(variant) ? of(facts) : undefined
            return figure === undefined ? [] : [[name, figure] as const]
          })
          return {
            observed,
            outcome: tally === null ? (match?.name ?? null) : worstOf(declared, tally),
            tally,
            failedChecks: failed.map(check => check.name),
            measures: Object.fromEntries(figures),
            lockOrders: definition.lockOrders?.(memory, params) ?? [],
          }
        },
        async loadKernels() {
          const kernels = await definition.kernels()
          const byVariant = new Map(keysOf(definition.variants).map(name => [kebabCase(name), kernels[name]]))
          return (variant, params, context) => {
            const kernel = byVariant.get(variant)
            invariant(kernel, `variant ${variant} has a kernel`)
            kernel(memory, typed(params), context)
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

function gradeIn(grades: Grades<string>, variants: readonly VariantInfo[], variant: string): Grade {
  if (typeof grades === 'string') return grades
  const kernel = variants.find(info => info.variant === variant)?.kernel
  const grade = kernel === undefined ? undefined : grades[kernel]
  invariant(grade, `variant ${variant} is graded`)
  return grade
}
