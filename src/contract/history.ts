import * as z from 'zod'
import type { Reason, RunDocument } from './run-document.ts'
import type { SweepDocument } from './sweep.ts'
import { runStateSchema, verdictSchema } from './words.ts'

/** The history of runs: what shells ask of it, and what it answers. */

/** Characters of a file to import; 64 MB hold at most so many. */
export const LONGEST_IMPORT = 64 * 2 ** 20

/** What became of a finished run. Saved means committed: it survives the end of the process, and of the power. */
export type Keeping = { readonly saved: true } | { readonly saved: false; readonly why: Reason }

/** A run, or a sweep, as the list shows it. */
export const runEntrySchema = z.object({
  id: z.string(),
  kind: z.enum(['run', 'sweep']).default('run'),
  experiment: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  durationMillis: z.number().nonnegative(),
  /** `under-way`: a living process has begun it and not finished it yet. */
  state: z.enum([...runStateSchema.options, 'under-way']),
  verdict: verdictSchema,
  /** The verdict in words; empty while it is under way. */
  headline: z.string(),
  variants: z.array(z.string()),
  /** Whether an outcome that a variant exists to show was seen. */
  interesting: z.boolean(),
  /** What its reader called it and wrote about it; empty until then. */
  name: z.string(),
  note: z.string(),
  /** Pinned runs are never removed to make room. */
  pinned: z.boolean(),
  /** It came from a file, so this machine did not measure it. */
  imported: z.boolean(),
  /** What it takes in the history, compressed. */
  storedBytes: z.int().nonnegative(),
})
export type RunEntry = z.infer<typeof runEntrySchema>

/** The answer to an import where it comes by a way that checks nothing. */
export const entryAnswerSchema = z.union([
  z.object({ ok: z.literal(true), value: runEntrySchema }),
  z.object({
    ok: z.literal(false),
    code: z.string(),
    message: z.string(),
    allowed: z.string().exactOptional(),
    suggestion: z.string().exactOptional(),
  }),
])

const LONGEST_SEARCH = 200
const LONGEST_NAME = 200
const LONGEST_NOTE = 10_000
/** Entries that one answer holds at most. */
export const LONGEST_PAGE = 200
/** Runs that one call may delete or bring back. */
const MOST_AT_ONCE = 200

export const runIdSchema = z.string().min(1).max(100)
export const runIdsSchema = z.array(runIdSchema).min(1).max(MOST_AT_ONCE)

export const historyQuerySchema = z.strictObject({
  /** Words, each of which a run must have somewhere: in its id, experiment, variants, headline, name or note. */
  search: z.string().max(LONGEST_SEARCH).default(''),
  experiment: z.string().max(100).nullable().default(null),
  verdict: verdictSchema.nullable().default(null),
  /** Entries to leave out, newest first. */
  offset: z.int().nonnegative().max(1e9).default(0),
  limit: z.int().positive().max(LONGEST_PAGE).default(50),
})
export type HistoryQuery = z.infer<typeof historyQuerySchema>
export type HistoryQueryInput = z.input<typeof historyQuerySchema>

/** What a reader may change about a run; what is absent stays. */
export const runEditSchema = z.strictObject({
  name: z.string().max(LONGEST_NAME).exactOptional(),
  note: z.string().max(LONGEST_NOTE).exactOptional(),
  pinned: z.boolean().exactOptional(),
})
export type RunEdit = z.infer<typeof runEditSchema>

/** Runs that match a query, newest first. */
export interface RunMatches {
  readonly entries: readonly RunEntry[]
  /** Of all that match, on this page or not. */
  readonly total: number
}

export interface HistoryPage extends RunMatches {
  /** Where nothing matches: a word that runs do have and that is nearest to one that was looked for. */
  readonly nearest: string | null
  readonly size: HistorySize
  /** Experiments that there are runs of. */
  readonly experiments: readonly string[]
  readonly notices: readonly HistoryNotice[]
}

export interface HistorySize {
  readonly runs: number
  /** All runs together, compressed. */
  readonly bytes: number
  /** Beyond it the oldest runs that are not pinned make room. */
  readonly limitBytes: number
}

/** Something that whoever uses the history must be told. */
export interface HistoryNotice {
  readonly code: 'history-damaged' | 'history-missing' | 'history-newer'
  readonly message: string
}

export const LEAST_LIMIT_BYTES = 2 ** 20
export const MOST_LIMIT_BYTES = 2 ** 50
export const DEFAULT_LIMIT_BYTES = 2 * 2 ** 30

export interface StoredRun {
  readonly entry: RunEntry
  readonly document: RunDocument
}

export interface StoredSweep {
  readonly entry: RunEntry
  readonly document: SweepDocument
}

/**
 * The history as shells use it.
 *
 * @throws {LabError} HISTORY_UNAVAILABLE from every call where it cannot be read or written
 * @throws {LabError} UNKNOWN_RUN for an id that it does not hold
 * @throws {LabError} HISTORY_DAMAGED where what is stored is not what was put in
 */
export interface History {
  list(query: HistoryQueryInput): Promise<HistoryPage>
  open(id: string): Promise<StoredRun>
  /**
   * The same for people: an id, the beginning of one that begins no other, or `last`, the run that ended last.
   * @throws {LabError} UNKNOWN_RUN where that is none, or several
   */
  find(reference: string): Promise<StoredRun>
  openSweep(id: string): Promise<StoredSweep>
  /** What the list shows of a run or a sweep. */
  entry(id: string): Promise<RunEntry>
  edit(id: string, edit: RunEdit): Promise<RunEntry>
  /** They can be brought back until a later start, at least an hour on. */
  delete(ids: readonly string[]): Promise<void>
  restore(ids: readonly string[]): Promise<void>
  /**
   * Takes in a run, or a sweep, from the text of its JSON or HTML report. What is there of the same sweep already, it becomes
   * one with.
   * @throws {LabError} BAD_IMPORT saying what is wrong with it; SWEEP_CONFLICT where it and what is there make no sweep
   */
  import(text: string): Promise<RunEntry>
  /** @throws {LabError} BAD_VALUE outside {@link LEAST_LIMIT_BYTES} to {@link MOST_LIMIT_BYTES} */
  limit(bytes: number): Promise<HistorySize>
  /** Copies the whole history into a new file, while it is in use. */
  backup(path: string): Promise<void>
  /** What there is to tell so far; empty until the history was used. */
  notices(): readonly HistoryNotice[]
  /** Tells `listener` whenever this lab changed something in it; one listener. */
  onChange(listener: () => void): void
}
