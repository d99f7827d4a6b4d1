import * as z from 'zod'

/** What an experiment itself says of its probe, moment by moment. Times are since the first worker was over the start line. */

/** `runs` burns a core, `waits` does not. */
const spanStateSchema = z.enum(['runs', 'waits'])
export type SpanState = z.infer<typeof spanStateSchema>

/**
 * What lasted from when to when: tasks by worker, requests one below the other. A list for each property of a span; those
 * of one row may overlap.
 */
export const spansSchema = z.object({
  /** Their names, from the top. */
  rows: z.array(z.string()),
  /** Index into `rows`. */
  row: z.array(z.int().nonnegative()),
  fromMillis: z.array(z.number()),
  /** Null where it had not ended when the trial did. */
  toMillis: z.array(z.number().nullable()),
  /** May be empty. */
  label: z.array(z.string()),
  does: z.array(spanStateSchema),
  /** Spans for which there was no room left. */
  dropped: z.int().nonnegative(),
})
export type Spans = z.infer<typeof spansSchema>

/** Turns of an event loop that were due at a time, and how much later each came. */
export const lagsSchema = z.object({
  dueMillis: z.array(z.number()),
  lagMillis: z.array(z.number().nonnegative()),
})
export type Lags = z.infer<typeof lagsSchema>
