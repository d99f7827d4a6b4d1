import type { Prng } from '../../src/base/prng.ts'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { buildRunDocument } from '../../src/engine/run/run-record.ts'
import { gaussian } from './noise.ts'
import { COMPLETED, lostUpdateEntry, summaryOf, trialThatLost } from './records.ts'

/** How fast the trials of a variant were, and what each of them lost of its twenty additions. */
export interface SyntheticVariant {
  /** Operations a second. */
  readonly throughputs: readonly number[]
  readonly lost?: readonly number[]
}

/**
 * A run of `lost-update` whose trials were exactly so. Runs whose ids begin alike, up to the last hyphen, repeat each other;
 * others are of another version.
 */
export function runOf(id: string, variants: Readonly<Record<string, SyntheticVariant>>): RunDocument {
  const names = Object.keys(variants)
  const recorded = names.flatMap((name, arm) => {
    const { throughputs = [], lost = [] } = variants[name] ?? {}
    return throughputs.map((throughput, index) => trialThatLost(lost[index] ?? 0, arm, index, { throughput }))
  })
  const trials = Math.max(...names.map(name => variants[name]?.throughputs.length ?? 0))
  const summary = summaryOf(names, trials)
  const versions = { ...summary.versions, interleave: id.slice(0, id.lastIndexOf('-')) }
  return buildRunDocument({ ...summary, runId: id, versions }, lostUpdateEntry, recorded, COMPLETED)
}

/** Throughputs as machines give them: most close together, one of ten a good deal slower. */
export function noisy(random: Prng, trials: number, median: number): number[] {
  return Array.from({ length: trials }, () => {
    const slowed = random.nextBelow(10) === 0 ? 0.7 : 1
    return median * slowed * Math.exp(0.05 * gaussian(random))
  })
}

/** Throughputs of a machine that is slower or faster for a while: each trial takes the given share of the last one's luck. */
export function drifting(random: Prng, trials: number, median: number, share: number): number[] {
  let luck = gaussian(random) / Math.sqrt(1 - share * share)
  return Array.from({ length: trials }, () => {
    luck = share * luck + gaussian(random)
    return median * Math.exp(0.05 * luck)
  })
}
