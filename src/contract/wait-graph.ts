import * as z from 'zod'

/** Who waited for whom in a trial, moment by moment: what the wait-for graph is drawn from. */

/** What can be waited for. Only the first three have an owner. */
export const resourceKindSchema = z.enum([
  'mutex',
  'rw-lock',
  /** What one reader of a readers-writer lock holds: a writer waits for it. */
  'reader',
  'semaphore',
  'event',
  'condition',
  'channel',
  'barrier',
  /** Any other word. */
  'word',
])
export type ResourceKind = z.infer<typeof resourceKindSchema>

const resourceSchema = z.object({ name: z.string(), kind: resourceKindSchema })
export type Resource = z.infer<typeof resourceSchema>

/** One look at all workers and resources. Workers are 0-based; `resource` is an index into the record's resources. */
export const waitSampleSchema = z.object({
  /** Since the first worker was over the start line. */
  atMillis: z.number(),
  waits: z.array(
    z.object({
      worker: z.int().nonnegative(),
      resource: z.int().nonnegative(),
      /** When a look first found the worker in this wait. */
      sinceMillis: z.number(),
      /** The wait has a time limit: it is no part of a deadlock. */
      timed: z.boolean(),
    }),
  ),
  holds: z.array(z.object({ worker: z.int().nonnegative(), resource: z.int().nonnegative() })),
  /** Workers that have left their kernels. */
  left: z.array(z.object({ worker: z.int().nonnegative(), how: z.enum(['returned', 'threw', 'died']) })),
  /** Free permits of the semaphores. */
  permits: z.array(z.object({ resource: z.int().nonnegative(), free: z.int() })),
  /** Where each worker stands in its kernel, T1 first: the number that `context.at` was last given, 0 = none yet. */
  steps: z.array(z.int().nonnegative()),
  /** Proved cycles: their workers, from the smallest on, each waiting for what the next one holds. */
  cycles: z.array(z.array(z.int().nonnegative())),
})
export type WaitSample = z.infer<typeof waitSampleSchema>

/** The looks at one trial in which something had changed. */
export const waitRecordSchema = z.object({
  trial: z.int(),
  resources: z.array(resourceSchema),
  samples: z.array(waitSampleSchema),
  /** Looks that showed a change and were not kept. */
  dropped: z.int().nonnegative(),
})
export type WaitRecord = z.infer<typeof waitRecordSchema>
