import * as z from 'zod'
import { overlaySchema } from './overlay.ts'
import { gradeSchema, paramValuesSchema } from './words.ts'

/** `interleave.exploration/1`: every interleaving of a model, or as many as a search came to. Fields are added, never changed. */

export const cutSchema = z.enum(['states', 'memory', 'time', 'stopped'])
/** Why a search ended before it had seen every schedule. */
export type Cut = z.infer<typeof cutSchema>

/** Numbers of schedules have many digits: they are decimal strings. Null where they were not, or cannot be, counted. */
const schedulesSchema = z.string().regex(/^\d+$/).nullable()

/** Null after a reduced search, which does not look for the fewest. */
const preemptionsSchema = z.int().nonnegative().nullable()

export const exploredOutcomeSchema = z.object({
  name: z.string(),
  grade: gradeSchema,
  /** The number that came out, where one tells ends of the same name apart. */
  value: z.int().nullable(),
  schedules: schedulesSchema,
  fewestPreemptions: preemptionsSchema,
  /** The whole line of one schedule that ends so, with the fewest preemptions; a replay takes it. */
  schedule: z.string(),
})
export type ExploredOutcome = z.infer<typeof exploredOutcomeSchema>

/** Ends in which nobody can go on although somebody has not finished. */
export const standstillsSchema = z.object({
  states: z.int().nonnegative(),
  schedules: schedulesSchema,
  fewestPreemptions: preemptionsSchema,
  /** Null where there is none. */
  schedule: z.string().nullable(),
  /** What it would mean if there were one. */
  grade: gradeSchema,
})
export type Standstills = z.infer<typeof standstillsSchema>

export const explorationSchema = z.object({
  schema: z.literal('interleave.exploration/1'),
  experiment: z.string(),
  variant: z.string(),
  params: paramValuesSchema,
  states: z.int().nonnegative(),
  schedules: schedulesSchema,
  /** Steps can lead round in a circle: there is no end of schedules. Not known (false) of a search that was cut short. */
  cyclic: z.boolean(),
  /** Every schedule was covered. Only then is what does not stand here impossible. */
  complete: z.boolean(),
  /** What cut it short; null where it is complete. */
  cut: cutSchema.nullable(),
  /** All schedules with fewer preemptions than this were covered, where the search was cut short; null elsewhere. */
  completeBelowPreemptions: preemptionsSchema,
  /** Steps that commute were not taken in every order: the same ends from fewer states, nothing counted. */
  reduced: z.boolean(),
  outcomes: z.array(exploredOutcomeSchema),
  deadlocks: standstillsSchema,
  stalls: standstillsSchema,
  /** What real threads did beside it, where that was asked for. */
  overlay: overlaySchema.optional(),
})
export type Exploration = z.infer<typeof explorationSchema>

/** What bounds a search. */
export const searchLimitsSchema = z.strictObject({
  states: z.int().min(1).max(1_000_000_000).default(100_000_000),
  memoryMegabytes: z.int().min(1).max(64_000).default(1_000),
  seconds: z.number().min(0.1).max(86_400).default(600),
})
export type SearchLimits = z.infer<typeof searchLimitsSchema>

export const exploreRequestSchema = z.strictObject({
  /** An experiment's id, or the path of a file with a model. */
  experiment: z.string(),
  variant: z.string().nullable().default(null),
  /** Sizes of the model by name; its own defaults stand for the others. */
  set: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  limits: searchLimitsSchema.prefault({}),
  reduced: z.boolean().default(false),
})
export type ExploreRequest = z.infer<typeof exploreRequestSchema>
export type ExploreRequestInput = z.input<typeof exploreRequestSchema>

/** How far a search has come. */
export interface ExploreProgress {
  readonly states: number
  /** Reached and not yet looked at. */
  readonly ahead: number
  /** All schedules with fewer were covered. */
  readonly preemptions: number
  readonly memoryBytes: number
  readonly millis: number
}
