import * as z from 'zod'
import { comparedSchema } from './comparison.ts'
import { lagsSchema, spansSchema } from './timeline.ts'
import { instrumentSchema, type Instrument } from './instrument.ts'
import { measureSchema, type MeasureSummary } from './measure-summary.ts'
import { tileMapSchema } from './tile-map.ts'
import { waitRecordSchema } from './wait-graph.ts'
import { warningSchema, type Warning } from './warning.ts'
import { ceilingSchema, workersCurveSchema } from './workers-curve.ts'
import {
  gradeSchema,
  observedSchema,
  paramValuesSchema,
  runStateSchema,
  trialStateSchema,
  verdictSchema,
  primitivesFormSchema,
} from './words.ts'

/** `interleave.run/1`: one finished run, as the terminal prints it and reports store it. Fields are added, never changed. */

/** Why something did not complete. */
export const reasonSchema = z.object({ code: z.string(), message: z.string() })
export type Reason = z.infer<typeof reasonSchema>

const outcomeRowSchema = z.object({
  name: z.string(),
  grade: gradeSchema,
  /** Trials; rounds where `rounds` is set. */
  count: z.int().nonnegative(),
  description: z.string(),
  /** Batch experiments: rounds in which it could have occurred. */
  rounds: z.int().nonnegative().optional(),
})
export type OutcomeRow = z.infer<typeof outcomeRowSchema>

export const trialSchema = z.object({
  index: z.int().nonnegative(),
  state: trialStateSchema,
  /** Null where the trial's state carries no grade (cancelled, or unfinished and undeclared). */
  outcome: z.string().nullable(),
  /** The measured phase: from the first worker over the start line to the last kernel's return. */
  durationMillis: z.number().nonnegative(),
  operations: z.number().nonnegative(),
  observed: observedSchema,
  reason: reasonSchema.nullable(),
  /** Completed trials of batch experiments: rounds by outcome. `outcome` is then the worst-graded one among them. */
  tally: z.record(z.string(), z.int().nonnegative()).optional(),
  /** Completed trials of experiments that compare: everybody who did the same work, and who would if they were there. */
  compared: z.array(comparedSchema).optional(),
  /** Its figure of each measure that it has: what medians are made of. Older documents do not have them. */
  measures: z.record(z.string(), z.number()).optional(),
})
export type Trial = z.infer<typeof trialSchema>

export type { MeasureSummary }

const findingSchema = z.object({
  trial: z.int(),
  kind: z.enum(['deadlock', 'stalled', 'abandoned', 'order-risk', 'livelock', 'starvation']),
  proved: z.boolean(),
  cause: z.string(),
  resources: z.array(z.string()),
  afterMillis: z.number(),
  cycle: z.array(
    z.object({
      worker: z.int(),
      holds: z.array(z.string()),
      waitsFor: z.string(),
      /** Why the edge stood at one instant: what was read, in this order. */
      evidence: z
        .object({
          /** Its wait epoch, before and after the owner was read: the same odd number is the same wait. */
          epochBefore: z.int(),
          epochAfter: z.int(),
          /** What the word of the lock that it waits for held. */
          ownerWord: z.int(),
          waitedMillis: z.number().nonnegative(),
        })
        .optional(),
    }),
  ),
  /** Deadlocks: the last wait of the cycle began at most so long before the proof. */
  withinMillis: z.number().nonnegative().optional(),
  /** What was done about it, and how long it took until every worker was done. */
  recovery: z
    .object({
      by: z.enum(['victim', 'terminate']),
      worker: z.int(),
      millis: z.number().nonnegative(),
      /** Whether all others then came to an end of their own. */
      complete: z.boolean(),
    })
    .optional(),
})

export type Finding = z.infer<typeof findingSchema>

/** The range that a final value can have at all, and why it ends where it ends. */
export const boundAxisSchema = z.object({
  observed: z.string(),
  label: z.string(),
  floor: z.number(),
  ceiling: z.number(),
  floorWhy: z.string(),
  ceilingWhy: z.string(),
  /** Values worth a mark on the axis, ascending, each with a short caption; `bound` where it is a proved end. */
  marks: z.array(z.object({ value: z.number(), caption: z.string(), bound: z.boolean() })),
})
export type BoundAxis = z.infer<typeof boundAxisSchema>

const checkSchema = z.object({
  name: z.string(),
  description: z.string(),
  failures: z.int().nonnegative(),
  /** Trials that were checked, where they are not those of the variant. */
  of: z.int().nonnegative().optional(),
})
export type CheckRow = z.infer<typeof checkSchema>

/** Live samples of one trial: operations of each worker over time. Trials shorter than a sampling period have none. */
export const trialSeriesSchema = z.object({
  trial: z.int().nonnegative(),
  atMillis: z.array(z.number()),
  latenessMillis: z.array(z.number()),
  /** One array per sample, one entry per worker. */
  operations: z.array(z.array(z.number())),
})
export type TrialSeries = z.infer<typeof trialSeriesSchema>

/**
 * How a recorded wait ended: its last sleep was ended by a wake-up; it found what it waited for without sleeping, or
 * before it slept once more; its last sleep ended with its time limit; it had not ended when the record does.
 */
const waitEndSchema = z.enum(['woken', 'looked', 'time-limit', 'open'])
export type WaitEnd = z.infer<typeof waitEndSchema>

/** Every wait in a primitive, and every wake-up, of one trial. Times are since the first worker was over the start line. */
const recordingSchema = z.object({
  /** Events that were recorded, and events for which there was no room left. */
  kept: z.int().nonnegative(),
  dropped: z.int().nonnegative(),
  /** Until when every event is there: the trial's end, or when the first worker had no room left. */
  untilMillis: z.number(),
  /** By worker: from its crossing of the start line to its kernel's return; null where it did not return. */
  ran: z.array(z.object({ fromMillis: z.number(), toMillis: z.number().nullable() })),
  /** Names of the words that were waited for. */
  words: z.array(z.string()),
  /** A list for each property of a wait; waits are in the order in which they began. */
  waits: z.object({
    /** 0-based. */
    worker: z.array(z.int().nonnegative()),
    /** Index into `words`. */
    word: z.array(z.int().nonnegative()),
    fromMillis: z.array(z.number()),
    toMillis: z.array(z.number().nullable()),
    /** The wait had a time limit. */
    timed: z.array(z.boolean()),
    end: z.array(waitEndSchema),
    /** 0-based worker that gave the wake-up; null where none of them did. */
    wokenBy: z.array(z.int().nonnegative().nullable()),
    /** When the wake-up was given. */
    wokenAtMillis: z.array(z.number().nullable()),
  }),
})
export type Recording = z.infer<typeof recordingSchema>

export type { Instrument }

/**
 * One more trial, looked at closely and counted in no figure: what everybody did, moment by moment, as it was sampled.
 * Lists beside `atMillis` have an entry for each sample.
 */
const probeSchema = z.object({
  state: trialStateSchema,
  outcome: z.string().nullable(),
  durationMillis: z.number().nonnegative(),
  /** Since the first worker was over the start line. */
  atMillis: z.array(z.number()),
  /** By sample and worker: an index into `WORKER_STATES`. */
  states: z.array(z.array(z.int().nonnegative())),
  /** By lock: its owner in each sample, 0-based, -1 = nobody. */
  owners: z.array(z.object({ name: z.string(), owners: z.array(z.int()) })),
  levels: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      unit: z.string(),
      ceiling: z.number(),
      values: z.array(z.number()),
    }),
  ),
  /** The waits that workers timed, by length; ranges without one are left out. */
  waits: z.array(z.object({ fromNanos: z.number(), toNanos: z.number(), count: z.int().positive() })),
  /** Operations, T1 first. */
  perWorker: z.array(z.number()),
  /** Absent where the probe was sampled only. */
  recording: recordingSchema.optional(),
  /** Absent where the experiment notes none, or the probe did not come to an end of its own. */
  spans: spansSchema.optional(),
  lags: lagsSchema.optional(),
})
export type Probe = z.infer<typeof probeSchema>

export const variantResultSchema = z.object({
  variant: z.string(),
  params: paramValuesSchema,
  /** That took part; documents from before it was said have it in `params`. */
  workers: z.int().positive().optional(),
  verdict: verdictSchema,
  state: runStateSchema,
  outcomes: z.array(outcomeRowSchema),
  trials: z.array(trialSchema),
  measures: z.record(z.string(), measureSchema),
  deadlocks: z.array(findingSchema),
  checks: z.array(checkSchema),
  axis: boundAxisSchema.nullable(),
  series: z.array(trialSeriesSchema),
  /** Median of the completed trials' operations, T1 first; empty where there are none. */
  perWorker: z.array(z.number()).default([]),
  /** Null where the experiment draws nothing from one. */
  probe: probeSchema.nullable().default(null),
  /** Trials whose waits were followed, where the experiment draws them. */
  waits: z.array(waitRecordSchema).default([]),
  /** The last completed trial's, where the experiment has an image in tiles. */
  tiles: tileMapSchema.nullable().default(null),
  /** Circles of waits that did not stand when they were looked at again: seen, and not reported. */
  rejectedCandidates: z.int().nonnegative().default(0),
  /** What a look for deadlocks every millisecond took of one core, by trial; null where nobody looked so often. */
  detectorShare: measureSchema.nullable().default(null),
  /** Instruments that were on in the probe, with what they cost. */
  instruments: z.array(instrumentSchema).default([]),
  /** Throughput against workers, where that was asked for. */
  curve: workersCurveSchema.nullable().default(null),
})
export type VariantResult = z.infer<typeof variantResultSchema>

export type { Warning }

export const machineSchema = z.object({
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.number().positive(),
  platform: z.string(),
  arch: z.string(),
  osRelease: z.string(),
  /** The smallest step that the clock was seen to make. */
  clockStepNanos: z.number().positive().optional(),
  /** Processes that wanted a core, on average over the minute before the run; null where the system does not tell. */
  loadAverage: z.number().nonnegative().nullable().optional(),
})
export type MachineFacts = z.infer<typeof machineSchema>

export const versionsSchema = z.object({ interleave: z.string(), node: z.string(), v8: z.string() })
export type Versions = z.infer<typeof versionsSchema>

/** What pure independent computing reached on this machine right after the run. */
export const calibrationSchema = z.object({
  workers: z.int().positive(),
  /** How much more work all workers did together than one alone in the same time. */
  speedUp: measureSchema,
  /** CPU seconds per wall second that the workers got meanwhile. */
  cpuPerWall: measureSchema,
  /** Work per CPU second, all together over one alone; older documents do not have it. */
  cpuWorth: measureSchema.optional(),
})
export type Calibration = z.infer<typeof calibrationSchema>

export const runDocumentSchema = z.object({
  schema: z.literal('interleave.run/1'),
  id: z.string(),
  experiment: z.string(),
  /** Every figure is a model's: real threads acted out the mechanism of another system. */
  simulated: z.boolean().default(false),
  seed: z.int().nonnegative(),
  startedAt: z.iso.datetime(),
  durationMillis: z.number().nonnegative(),
  state: runStateSchema,
  reason: reasonSchema.nullable(),
  verdict: verdictSchema,
  /** The verdict in words: what a stranger should read first. */
  headline: z.string(),
  /** What a doubter should read next. */
  note: z.string(),
  variants: z.array(variantResultSchema),
  calibration: calibrationSchema.nullable(),
  /** Beside workers curves; null where it was not measured at all. */
  ceiling: ceilingSchema.nullable().default(null),
  warnings: z.array(warningSchema),
  machine: machineSchema,
  versions: versionsSchema,
  /** The form in which locks ran; documents from before there were two had the slower one. */
  primitives: primitivesFormSchema.default('javascript'),
})
export type RunDocument = z.infer<typeof runDocumentSchema>
