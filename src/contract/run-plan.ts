import * as z from 'zod'
import type { RunPlanSummary } from './events.ts'
import { boundAxisSchema, machineSchema, versionsSchema } from './run-document.ts'
import { warningSchema } from './warning.ts'
import { paramValuesSchema, primitivesFormSchema } from './words.ts'

/** The plan of a run, as it is kept until the run has ended. */
export const runPlanSchema: z.ZodType<RunPlanSummary> = z.object({
  runId: z.string(),
  experiment: z.string(),
  seed: z.int().nonnegative(),
  startedAt: z.string(),
  trials: z.int().nonnegative(),
  arms: z.array(
    z.object({
      variant: z.string(),
      params: paramValuesSchema,
      roles: z.array(z.string()),
      axis: boundAxisSchema.nullable(),
    }),
  ),
  curve: z
    .object({ workers: z.array(z.int()), trials: z.int() })
    .nullable()
    .default(null),
  simulated: z.boolean().default(false),
  warnings: z.array(warningSchema),
  machine: machineSchema,
  versions: versionsSchema,
  primitives: primitivesFormSchema,
})
