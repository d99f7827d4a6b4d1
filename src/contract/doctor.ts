import * as z from 'zod'
import { machineSchema, versionsSchema } from './run-document.ts'

/** `interleave.doctor/1`: what this machine can do for the lab, each line measured or looked up just now. */
export const doctorReportSchema = z.object({
  schema: z.literal('interleave.doctor/1'),
  machine: machineSchema,
  versions: versionsSchema,
  defaultWorkers: z.int().positive(),
  /** The smallest step seen between two readings of the clock. */
  clockStepNanos: z.number().nonnegative(),
  wasmThreads: z.boolean(),
  /** From handing an empty task to a warm worker over shared memory to its result: the median of many, one at a time. */
  roundTripMicros: z.number().positive(),
  freeMemoryBytes: z.number().nonnegative(),
  plainAccesses: z.object({
    /** True when every check passed: no plain load was hoisted, no plain store merged. */
    kept: z.boolean(),
    checks: z.array(z.object({ name: z.string(), passed: z.boolean(), finding: z.string() })),
  }),
  electron: z.object({ found: z.boolean(), detail: z.string() }),
  chromium: z.object({ found: z.boolean(), detail: z.string() }),
  /** Interpreters that answered when they were asked; how they were found is said in a word, never as a path. */
  pythons: z.object({
    /** Of CPython, 3.6 and newer, oldest first. */
    found: z.array(
      z.object({ version: z.string(), source: z.string(), freeThreadedBuild: z.boolean(), gilEnabled: z.boolean() }),
    ),
    leftOut: z.array(z.object({ name: z.string(), source: z.string(), why: z.string() })),
  }),
})
export type DoctorReport = z.infer<typeof doctorReportSchema>
