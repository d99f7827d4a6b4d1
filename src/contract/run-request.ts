import * as z from 'zod'
import { primitivesFormSchema } from './words.ts'

/** What a shell asks for. Values may still be text: the experiment's own parameters check them. */
export const runRequestSchema = z.strictObject({
  experiment: z.string(),
  /** Kebab-case names; empty = all variants. */
  variants: z.array(z.string()).default([]),
  preset: z.string().nullable().default(null),
  /** Parameter values by name; they win over the preset's. */
  set: z
    .unknown()
    // Zod leaves this one name out without a word; whatever is not a parameter must be refused.
    .refine(given => typeof given !== 'object' || given === null || !Object.hasOwn(given, '__proto__'), {
      error: 'no parameter is called "__proto__"',
    })
    .pipe(z.record(z.string(), z.union([z.string(), z.number()])))
    .prefault({}),
  /** What is not to be had here (threads in WebAssembly) is replaced by the other form; the document says which ran. */
  primitives: primitivesFormSchema.default('webassembly'),
  /** Keep it in the history, where the lab has one. */
  save: z.boolean().default(true),
})
export type RunRequest = z.infer<typeof runRequestSchema>
export type RunRequestInput = z.input<typeof runRequestSchema>
