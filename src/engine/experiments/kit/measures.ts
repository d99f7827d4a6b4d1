import { kebabCase } from '../../../base/text.ts'

/** Facts of one completed trial, for measures to work with. */
export interface TrialFacts<O> extends Timing {
  readonly observed: O
  readonly operations: number
}

/** What the clocks and the worker cells say of a trial. */
export interface Timing {
  /** From the first worker over the start line to the last kernel's return. */
  readonly measuredMillis: number
  /** CPU time of all workers in that phase. */
  readonly cpuMillis: number
  /** How often workers went to sleep on a lock. */
  readonly waits: number
}

/** A figure per completed trial; a run gives its median and interval. */
export interface Measure<O> {
  readonly name: string
  readonly unit: string
  readonly help: string
  /** The variants that have it; all, if not said. */
  readonly only?: readonly string[]
  /** Instead of a figure per trial: another measure's, over that of a variant in the same round of the run. */
  readonly over?: { readonly variant: string; readonly measure: string }
  /** What a trial must have for it: a figure made of less would be a guess, and is hidden. */
  readonly needs?: string
  /** Undefined where the trial has no such figure. */
  readonly of: (facts: TrialFacts<O>) => number | undefined
}

/** Whether the variant, in kebab-case, has the measure. */
export function isMeasuredIn({ only }: Pick<Measure<never>, 'only'>, variant: string): boolean {
  return only === undefined || only.map(kebabCase).includes(variant)
}

/**
 * The trial's figure of each measure that it has.
 * @param variant kebab-case
 */
export function figuresOf<O>(
  measures: readonly Measure<O>[],
  variant: string,
  facts: TrialFacts<O>,
): Readonly<Record<string, number>> {
  const figures = measures.flatMap(measure => {
    const figure = isMeasuredIn(measure, variant) ? measure.of(facts) : undefined
    return figure === undefined ? [] : [[measure.name, figure] as const]
  })
  return Object.fromEntries(figures)
}

/** Operations per second of the measured phase. */
export function throughput(noun: string): Measure<unknown> {
  return {
    name: 'throughput',
    unit: `${noun}/s`,
    help: 'all workers together, over the measured phase only',
    of: ({ operations, measuredMillis }) => (measuredMillis > 0 ? (operations / measuredMillis) * 1000 : undefined),
  }
}

/** What one operation takes: the inverse of the throughput, as a price. */
export const cost: Measure<unknown> = {
  name: 'cost',
  unit: 'ns/operation',
  help: 'wall time of the measured phase, per operation of all workers together',
  of: ({ operations, measuredMillis }) => (operations > 0 ? (measuredMillis * 1e6) / operations : undefined),
}

/** A share of one. */
export function share<O>(name: string, help: string, of: (observed: O) => number): Measure<O> {
  return { name, unit: 'share', help, of: ({ observed }) => of(observed) }
}

/** A count. */
export function tally<O>(name: string, help: string, of: (observed: O) => number): Measure<O> {
  return { name, unit: 'count', help, of: ({ observed }) => of(observed) }
}

/**
 * Waits per operation: how often an operation found its lock taken and went to sleep.
 * @param only the variants that have a lock, by the names of their kernels
 */
export function contention(...only: readonly string[]): Measure<unknown> {
  return {
    name: 'contention',
    unit: 'waits/operation',
    help: 'how often a worker went to sleep on a lock, per operation',
    only,
    of: ({ operations, waits }) => (operations > 0 ? waits / operations : undefined),
  }
}

/**
 * Threads' CPU time is booked in steps (4 ms on Linux, 15.6 ms on Windows): over a shorter window the quotient would
 * mostly show where the steps fell.
 */
export const SHORTEST_CPU_WINDOW_MILLIS = 50

/** CPU time that the workers got, per wall time of the measured phase; only where the window is long enough. */
export const cpuPerWall: Measure<unknown> = {
  name: 'cpu-per-wall',
  unit: 'CPU s/s',
  help: 'CPU seconds of all workers per second of the measured phase',
  of: ({ cpuMillis, measuredMillis }) =>
    measuredMillis >= SHORTEST_CPU_WINDOW_MILLIS ? cpuMillis / measuredMillis : undefined,
}

/** What the workers burn for one operation, waiting included: a spinner pays here for what it saves in waiting. */
export const cpuPerOperation: Measure<unknown> = {
  name: 'cpu-per-operation',
  unit: 'ns CPU/operation',
  help: 'CPU time of all workers, spinning included, per operation',
  of: ({ operations, cpuMillis, measuredMillis }) =>
    operations > 0 && measuredMillis >= SHORTEST_CPU_WINDOW_MILLIS ? (cpuMillis * 1e6) / operations : undefined,
}
