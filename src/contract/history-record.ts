import * as z from 'zod'

/**
 * What is known of the history outside of it: SQLite itself does not notice that its file is empty all of a sudden, or
 * that the log with the latest changes is gone.
 *
 * It is written after the changes that it tells of. So it may know of fewer than there are, never of more.
 */
export const sideRecordSchema = z.object({
  schema: z.literal('interleave.history-record/1'),
  /** Changes that were made and are on the disk. */
  commits: z.int().nonnegative(),
  /** Runs that were kept then. */
  runs: z.int().nonnegative(),
  /** The database's file as it was left, with all changes in it; null while it is in use, or in doubt. */
  left: z.object({ bytes: z.number(), changedMillis: z.number() }).nullable(),
  /** Something in it was found damaged: all of it is to be read at the next start. */
  inDoubt: z.boolean().default(false),
})
export type SideRecord = z.infer<typeof sideRecordSchema>
