import * as z from 'zod'

/** What a shell asks for. Values may still be text: the experiment's own parameters check them. */
export const runRequestSchema = z.strictObject({
  experiment: z.string(),
  /** Kebab-case names; empty = all variants. */
  variants: z.array(z.string()).default([]),
  preset: z.string().nullable().default(null),
  /** Parameter values by name; they win over the preset's. */
  set: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
})
export type RunRequest = z.infer<typeof runRequestSchema>
export type RunRequestInput = z.input<typeof runRequestSchema>
