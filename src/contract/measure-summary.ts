import * as z from 'zod'

export const measureSchema = z.object({
  unit: z.string(),
  median: z.number(),
  /** 95 % bootstrap interval of the median; null where there are too few samples to carry one. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.int().positive(),
  /** Samples far from the others by the modified z-score, counted and never left out; absent where there are none. */
  outliers: z.int().positive().optional(),
})
export type MeasureSummary = z.infer<typeof measureSchema>
