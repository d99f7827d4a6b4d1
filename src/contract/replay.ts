import * as z from 'zod'
import { gradeSchema, paramValuesSchema } from './words.ts'

/** `interleave.replay/1`: one schedule of a model, step by step, and what could come next. Workers are numbered from 0. */

const namedNumberSchema = z.object({ name: z.string(), value: z.int() })

/** One way to go on. */
const choiceSchema = z.object({
  worker: z.int().nonnegative(),
  /** Whom it wakes, where it has the choice; null where it has none. */
  wakes: z.int().nonnegative().nullable(),
  /** As it stands in a schedule: `0`, or `0>2`. */
  token: z.string(),
  /** Whether it takes the processor from a worker that could go on. */
  preempts: z.boolean(),
})

/** Where a worker stands. */
const standingSchema = z.object({
  state: z.enum(['ready', 'blocked', 'asleep', 'finished']),
  /** Its next step in words; empty when it has none. */
  text: z.string(),
  /** The line of the source that this step stands for. */
  line: z.string(),
  /** Of its own, those that it still needs. */
  registers: z.array(namedNumberSchema),
})

/** A state of the model, for eyes. */
export const modelViewSchema = z.object({
  /** Words of shared memory, and permits. */
  words: z.array(namedNumberSchema),
  locks: z.array(z.object({ name: z.string(), owner: z.int().nonnegative().nullable() })),
  workers: z.array(standingSchema),
  /** Empty at the end. */
  choices: z.array(choiceSchema),
  /** Those of the replay's `ends` that can still come, by their places; null where they are not known. */
  canEndAt: z.array(z.int().nonnegative()).nullable(),
})
export type ModelView = z.infer<typeof modelViewSchema>

export const replayedStepSchema = z.object({
  worker: z.int().nonnegative(),
  /** What it did, with the values it met. */
  text: z.string(),
  line: z.string(),
  preempts: z.boolean(),
  after: modelViewSchema,
})
export type ReplayedStep = z.infer<typeof replayedStepSchema>

const endSchema = z.object({
  kind: z.enum(['outcome', 'deadlock', 'stall']),
  name: z.string(),
  grade: gradeSchema,
  value: z.int().nullable(),
})
export type ReplayEnd = z.infer<typeof endSchema>

export const replaySchema = z.object({
  schema: z.literal('interleave.replay/1'),
  experiment: z.string(),
  variant: z.string(),
  params: paramValuesSchema,
  /** The whole line, with all sizes. */
  schedule: z.string(),
  preemptions: z.int().nonnegative(),
  start: modelViewSchema,
  steps: z.array(replayedStepSchema),
  /** How it ended; null where somebody can go on. */
  end: endSchema.nullable(),
  /** All that some schedule of these sizes ends at; null where there are too many states to know. */
  ends: z.array(endSchema).nullable(),
})
export type Replay = z.infer<typeof replaySchema>
