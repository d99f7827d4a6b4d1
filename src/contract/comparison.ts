import * as z from 'zod'
import { gradeSchema } from './words.ts'

/** One run of a piece of work that several do: another runtime, another build of it, the lab's own workers. */
const comparedRunSchema = z.object({
  expected: z.number(),
  actual: z.number(),
  /** Of the part that is compared, start-up not included. */
  wallMillis: z.number().nonnegative(),
  /** Of all its threads or processes; null where the run was too short for the CPU clock. */
  cpuMillis: z.number().nonnegative().nullable(),
  /** The same work by one alone, one part after the other; null where there is no such part. */
  serialMillis: z.number().nonnegative().nullable(),
})
export type ComparedRun = z.infer<typeof comparedRunSchema>

/** One of those who do the same work in a trial, or who would if they were there. */
export const comparedSchema = z.object({
  name: z.string(),
  /** `absent`: it is not on this machine. `failed`: it is, and has no result. Neither has runs, both have a `why`. */
  state: z.enum(['ran', 'absent', 'failed']),
  why: z.string().nullable(),
  runs: z.array(comparedRunSchema),
  /** What it means when a run comes to something else than expected. */
  wrongIs: gradeSchema,
  /** In words: when all runs were as expected, and when one was not. */
  ifRight: z.string(),
  ifWrong: z.string(),
})
export type Compared = z.infer<typeof comparedSchema>
