import * as z from 'zod'
import { machineSchema, versionsSchema } from '../../src/contract/run-document.ts'

/** `interleave.bench/1`: the figures of one run of all benches. Fields are added, never changed. */

/** A bound on a row's ratio. */
export const targetSchema = z.strictObject({ at: z.enum(['least', 'most']), value: z.number() })
export type Target = z.infer<typeof targetSchema>

export const ratioSchema = z.strictObject({
  median: z.number(),
  /** Quartiles of the rounds' ratios: the spread, not an interval of the median. */
  q1: z.number(),
  q3: z.number(),
  rounds: z.int().positive(),
})
export type Ratio = z.infer<typeof ratioSchema>

const rowSchema = z.strictObject({
  name: z.string(),
  base: z.string(),
  ratio: ratioSchema,
  must: targetSchema.nullable(),
  goal: targetSchema.nullable(),
  /** Null where there is no such target. */
  mustMet: z.boolean().nullable(),
  goalMet: z.boolean().nullable(),
  note: z.string(),
})
export type BenchRow = z.infer<typeof rowSchema>

const absentSchema = z.strictObject({ name: z.string(), why: z.string() })
export type AbsentRow = z.infer<typeof absentSchema>

export const benchDocumentSchema = z.strictObject({
  schema: z.literal('interleave.bench/1'),
  rows: z.array(rowSchema),
  /** What could not be measured here. */
  absent: z.array(absentSchema),
  machine: machineSchema,
  /** What the other languages say of themselves; null where there is none. */
  versions: versionsSchema.extend({
    cc: z.string().nullable(),
    rustc: z.string().nullable(),
    python: z.string().nullable(),
  }),
})
export type BenchDocument = z.infer<typeof benchDocumentSchema>
