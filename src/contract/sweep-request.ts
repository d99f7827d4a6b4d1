import * as z from 'zod'
import { runRequestSchema } from './run-request.ts'

/** Points of one sweep at most: more are more than one chart can show, and than anybody waits for. */
export const MOST_POINTS = 512
/** Parts that a sweep can be divided into. */
export const MOST_SHARDS = 512

const overSchema = z.strictObject({
  parameter: z.string(),
  /** In the order in which charts show them; the experiment's own parameter checks each. */
  values: z.array(z.union([z.string(), z.number()])).max(MOST_POINTS),
})
export type Over = z.infer<typeof overSchema>

/** Which part of a sweep: `index` of `of`, from 1. */
export const shardSchema = z.strictObject({
  index: z.int().positive().max(MOST_SHARDS),
  of: z.int().positive().max(MOST_SHARDS),
})
export type Shard = z.infer<typeof shardSchema>

/** What a shell asks for: a run at each value of a parameter, or at each pair of values of two. */
export const sweepRequestSchema = z.strictObject({
  ...runRequestSchema.shape,
  over: z.array(overSchema),
  /** Only this part of it; null = all. */
  shard: shardSchema.nullable().default(null),
})
export type SweepRequest = z.infer<typeof sweepRequestSchema>
export type SweepRequestInput = z.input<typeof sweepRequestSchema>
