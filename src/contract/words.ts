import * as z from 'zod'

/** The closed vocabularies that documents, events and screens share. Meanings: docs/glossary.md. */

export const gradeSchema = z.enum(['acceptable', 'interesting', 'forbidden'])
export type Grade = z.infer<typeof gradeSchema>

export const verdictSchema = z.enum(['passed', 'failed', 'inconclusive'])
export type Verdict = z.infer<typeof verdictSchema>

export const trialStateSchema = z.enum(['completed', 'deadlocked', 'stalled', 'timed-out', 'cancelled', 'crashed'])
export type TrialState = z.infer<typeof trialStateSchema>

export const runStateSchema = z.enum(['completed', 'timed-out', 'cancelled', 'crashed', 'interrupted', 'failed'])
export type RunState = z.infer<typeof runStateSchema>

/** How locks and the like run: compiled to WebAssembly, or as JavaScript, which is several times slower. */
export const primitivesFormSchema = z.enum(['webassembly', 'javascript'])
export type PrimitivesForm = z.infer<typeof primitivesFormSchema>

export const chartKindSchema = z.enum([
  'bound-axis',
  'throughput-over-time',
  'outcome-table',
  /** What each worker did, moment by moment: from the probe. */
  'thread-lanes',
  /** Who held each lock, moment by moment: from the probe. */
  'owner-ribbon',
  /** How full something was, moment by moment: from the probe. */
  'level-strip',
  /** How long waits took: from the probe. */
  'wait-histogram',
  /** What lasted from when to when, in rows: as kernels noted it in the probe. */
  'gantt',
  /** How late an event loop came, and what was computed meanwhile: as it was noted in the probe. */
  'loop-lag',
  /** Operations of each worker, side by side. */
  'fairness-bars',
  /** What one operation costs, variant by variant. */
  'cost-ladder',
  /** Operations of each worker, variant by variant, as shades. */
  'heat-map',
  /** An image that workers finish tile by tile, by who finished which: live, and one trial of it afterwards. */
  'tiles',
  /** How much more got done than by one, beside what was predicted. */
  'speed-up-dots',
  /** Rounds by outcome beside what the memory model allows. */
  'litmus-table',
  /** Who did the same work, with what came out and how long it took. */
  'comparison-table',
  /** Who waits for whom, live and over the whole trial, with the proof of a deadlock. */
  'wait-for-graph',
  /** Throughput against workers: measured, the machine's ceiling, and the laws fitted to it. */
  'speed-up',
  /** What was observed in words, variant by variant. */
  'grid',
  /** How long the same work took, variant by variant. */
  'wall-bars',
  /** Where workers pay for what it costs to have them. */
  'break-even',
])
export type ChartKind = z.infer<typeof chartKindSchema>

/** A parameter's value once it is checked. */
export const paramValueSchema = z.union([z.number(), z.string()])
export const paramValuesSchema = z.record(z.string(), paramValueSchema)
export type ParamValues = z.infer<typeof paramValuesSchema>

/** What a trial observed: plain facts by name. */
export const observedSchema = z.record(z.string(), paramValueSchema)
export type Observed = z.infer<typeof observedSchema>
