import * as z from 'zod'
import { measureSchema } from './measure-summary.ts'

/**
 * What an instrument that looks closer costs: trials with it on and off in turns, counted in no figure. The ratio is that
 * of their durations, or of the time per operation where a trial lasts by the clock.
 */
export const instrumentSchema = z.object({
  name: z.enum(['event recording', 'lock-order recording']),
  /** On / off; null where trials did not complete, so that there was nothing to compare. */
  ratio: measureSchema.nullable(),
})
export type Instrument = z.infer<typeof instrumentSchema>
