import * as z from 'zod'
import { paramValuesSchema } from './words.ts'

/**
 * `interleave.overlay/1`: what real threads did in many rounds of the program that a model stands for, at the model's own
 * sizes, to be laid over what the model can do. Fields are added, never changed.
 */

export const seenEndSchema = z.object({
  /** As the model names its ends. */
  name: z.string(),
  /** The number that came out, where the model tells ends apart by one. */
  value: z.int().nullable(),
  rounds: z.int().positive(),
})
export type SeenEnd = z.infer<typeof seenEndSchema>

export const overlaySchema = z.object({
  schema: z.literal('interleave.overlay/1'),
  experiment: z.string(),
  variant: z.string(),
  params: paramValuesSchema,
  seed: z.int(),
  /** Rounds that were run to their end. */
  rounds: z.int().nonnegative(),
  /** False where it was stopped before all rounds that were asked for. */
  complete: z.boolean(),
  /**
   * Whether all accesses are atomic, or kept apart by locks: then what is seen must be in the explored set, or the lab is
   * wrong. Plain accesses may leave it.
   */
  atomicsOnly: z.boolean(),
  /** What is not quite as in the model; left out where nothing is. */
  differs: z.string().optional(),
  /** Ends that were seen; all others were seen in no round. */
  seen: z.array(seenEndSchema),
})
export type Overlay = z.infer<typeof overlaySchema>

export const overlayRequestSchema = z.strictObject({
  experiment: z.string(),
  variant: z.string(),
  /** Sizes of the model by name; its own defaults stand for the others. */
  set: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  rounds: z.int().min(1).max(100_000_000).default(100_000),
  /** u32; null = drawn. */
  seed: z.int().min(0).max(0xffff_ffff).nullable().default(null),
})
export type OverlayRequest = z.infer<typeof overlayRequestSchema>
export type OverlayRequestInput = z.input<typeof overlayRequestSchema>

/** How far the rounds have come. */
export interface OverlayProgress {
  readonly rounds: number
  /** That were asked for. */
  readonly of: number
  readonly millis: number
}
