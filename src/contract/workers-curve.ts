import * as z from 'zod'
import type { ScalingLaw } from '../base/scaling-law.ts'
import { measureSchema } from './measure-summary.ts'

/** Throughput against workers, the laws fitted to it, and what the machine gave for it. */

const estimateSchema = z.object({
  value: z.number(),
  /** 95 % bootstrap interval; null where some point has too few samples to carry one. */
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export type Estimate = z.infer<typeof estimateSchema>

const fitSchema = z.object({
  /** λ, operations per second. */
  throughputOfOne: estimateSchema,
  /** σ, a share of one. */
  serialFraction: estimateSchema,
  /** κ; 0 in Amdahl's law. */
  coherency: estimateSchema,
  peak: z.object({
    /** From how many workers on throughput falls; null where it never does. */
    workers: z.number().nullable(),
    low: z.number().nullable(),
    /** Null beside a `low`: some resamples have no peak. */
    high: z.number().nullable(),
  }),
  /** Of each point that was fitted: how far its median is off, as a share of the fitted throughput. */
  residuals: z.array(z.number()),
  /** Of the residuals. */
  rootMeanSquare: z.number().nonnegative(),
  /** 95 % of the resampled laws, operations per second; null without intervals. */
  band: z.object({ workers: z.array(z.number()), low: z.array(z.number()), high: z.array(z.number()) }).nullable(),
})
export type ScalingFit = z.infer<typeof fitSchema>

/** Why no law was fitted. */
const refusalSchema = z.discriminatedUnion('code', [
  z.object({ code: z.literal('too-few-points'), points: z.int(), planned: z.int(), needed: z.int() }),
  /** Shares of one. */
  z.object({ code: z.literal('drift'), drift: z.number(), most: z.number() }),
  z.object({ code: z.literal('not-calibrated') }),
  z.object({ code: z.literal('no-variation') }),
  /** Sweeps only: a law speaks of one machine. */
  z.object({ code: z.literal('several-machines'), machines: z.int() }),
])
export type Refusal = z.infer<typeof refusalSchema>

const pointSchema = z.object({
  workers: z.int().positive(),
  /** Trials; those that did not complete have no sample. */
  planned: z.int().positive(),
  /** Operations per second of each completed trial, in the order in which they ran. */
  samples: z.array(z.number()),
  /** Null where no trial completed. */
  throughput: measureSchema.nullable(),
  /** Over the median of one worker; null without that. Its interval knows the spread of both. */
  speedUp: estimateSchema.nullable(),
})
export type CurvePoint = z.infer<typeof pointSchema>

/** One variant over numbers of workers. Every trial of it is judged. */
export const workersCurveSchema = z.object({
  points: z.array(pointSchema),
  fittedTo: z.array(z.int().positive()),
  amdahl: fitSchema.nullable(),
  usl: fitSchema.nullable(),
  refusal: refusalSchema.nullable(),
})
export type WorkersCurve = z.infer<typeof workersCurveSchema>

/** What pure independent computing reached at the same numbers of workers, before the run and after it. */
export const ceilingSchema = z.object({
  points: z.array(
    z.object({
      workers: z.int().positive(),
      /** Speed-up over one worker. */
      before: measureSchema,
      after: measureSchema,
      /** Change of the throughput itself, as a share of what it was before. */
      drift: z.number(),
    }),
  ),
  /** The largest of the points' changes, without its sign. */
  drift: z.number().nonnegative(),
  /** Amdahl's law fitted to the ceiling as to a curve: what the machine alone would pass for; null if it cannot be. */
  serialFraction: z.number().nullable(),
})
export type Ceiling = z.infer<typeof ceilingSchema>

/** Whether more workers were shown to get more done: not where the interval contains 1. Without an interval, as measured. */
export function showsSpeedUp({ value, low }: Estimate): boolean {
  return (low ?? value) > 1
}

/** The law as it was fitted, without its intervals. */
export function lawOf({ throughputOfOne, serialFraction, coherency }: ScalingFit): ScalingLaw {
  return {
    throughputOfOne: throughputOfOne.value,
    serialFraction: serialFraction.value,
    coherency: coherency.value,
  }
}

/** The throughput that speed-ups are over, operations per second; null where no trial of one worker completed. */
export function throughputAlone({ points }: WorkersCurve): number | null {
  return points.find(({ workers }) => workers === 1)?.throughput?.median ?? null
}
