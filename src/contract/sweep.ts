import * as z from 'zod'
import { measureSchema } from './measure-summary.ts'
import { machineSchema, reasonSchema, versionsSchema } from './run-document.ts'
import { shardSchema } from './sweep-request.ts'
import { warningSchema } from './warning.ts'
import {
  gradeSchema,
  paramValueSchema,
  paramValuesSchema,
  primitivesFormSchema,
  runStateSchema,
  verdictSchema,
} from './words.ts'
import { ceilingSchema, workersCurveSchema } from './workers-curve.ts'

/**
 * `interleave.sweep/1`: runs at many values of a parameter, as one object. Fields are added, never changed.
 *
 * A sweep is its plan and what was measured of it so far. Nothing else is in it that depends on when it was stopped, in
 * how many sittings or on how many machines it was made: parts of a sweep are sweeps, and their union is one.
 */

const sweepAxisSchema = z.object({
  parameter: z.string(),
  unit: z.string().nullable(),
  /** In the order in which charts show them. */
  values: z.array(paramValueSchema).min(1),
})
export type SweepAxis = z.infer<typeof sweepAxisSchema>

const sweepPlanSchema = z.object({
  experiment: z.string(),
  simulated: z.boolean(),
  variants: z.array(z.string()).min(1),
  /** Of every point, beside what is swept. */
  params: paramValuesSchema,
  /** One, or two for a grid. */
  axes: z.array(sweepAxisSchema).min(1).max(2),
  /** Decides the order of the points, and their own seeds. */
  seed: z.int().nonnegative(),
  primitives: primitivesFormSchema,
})
export type SweepPlan = z.infer<typeof sweepPlanSchema>

const sweptMeasureSchema = measureSchema.extend({
  /** One per trial that has it, in the order in which they ran; empty where it is not one of single trials. */
  samples: z.array(z.number()),
})
export type SweptMeasure = z.infer<typeof sweptMeasureSchema>

const sweptVariantSchema = z.object({
  variant: z.string(),
  state: runStateSchema,
  verdict: verdictSchema,
  outcomes: z.array(z.object({ name: z.string(), grade: gradeSchema, count: z.int().nonnegative() })),
  /** Checks that failed, with how often. */
  failures: z.array(z.object({ check: z.string(), count: z.int().positive() })),
  measures: z.record(z.string(), sweptMeasureSchema),
})
export type SweptVariant = z.infer<typeof sweptVariantSchema>

const sweepPointSchema = z.object({
  /** Its place in the plan's order, from 0. */
  index: z.int().nonnegative(),
  values: paramValuesSchema,
  seed: z.int().nonnegative(),
  /** Index into the sweep's machines. */
  machine: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  durationMillis: z.number().nonnegative(),
  state: runStateSchema,
  reason: reasonSchema.nullable(),
  verdict: verdictSchema,
  variants: z.array(sweptVariantSchema),
  warnings: z.array(warningSchema),
})
export type SweepPoint = z.infer<typeof sweepPointSchema>

const sweepMachineSchema = z.object({ machine: machineSchema, versions: versionsSchema })
export type SweepMachine = z.infer<typeof sweepMachineSchema>

/** What pure independent computing got through, steps per millisecond: an entry for each round that succeeded. */
const capacitySchema = z.object({ workers: z.int().positive(), rates: z.array(z.number()) })

/** Each time that somebody worked on it. Before and after are empty where no law can be fitted anyway. */
const sittingSchema = z.object({
  machine: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  before: z.array(capacitySchema),
  after: z.array(capacitySchema),
})
export type SweepSitting = z.infer<typeof sittingSchema>

export const sweepDocumentSchema = z.object({
  schema: z.literal('interleave.sweep/1'),
  /** Follows from the plan: whoever plans the same has the same. */
  id: z.string(),
  plan: sweepPlanSchema,
  /** The parts of the plan that are to be done; empty = all of it. */
  shards: z.array(shardSchema),
  startedAt: z.iso.datetime(),
  /** Of all points together. */
  durationMillis: z.number().nonnegative(),
  /** `interrupted` and `cancelled`: points are missing. */
  state: runStateSchema,
  reason: reasonSchema.nullable(),
  verdict: verdictSchema,
  headline: z.string(),
  note: z.string(),
  /** By index; each is there once at most. */
  points: z.array(sweepPointSchema),
  machines: z.array(sweepMachineSchema),
  sittings: z.array(sittingSchema),
  /** Throughput against workers, where that is what was swept and every point is there. */
  curves: z.array(z.object({ variant: z.string(), curve: workersCurveSchema })),
  ceiling: ceilingSchema.nullable(),
})
export type SweepDocument = z.infer<typeof sweepDocumentSchema>
