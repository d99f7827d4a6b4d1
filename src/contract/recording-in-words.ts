import { counted, formatCount, significant } from '../base/units.ts'
import type { Instrument, MeasureSummary, Recording, VariantResult } from './run-document.ts'

/** "1 214 events, all kept", or how many were not. */
export function keptInWords({ kept, dropped }: Recording): string {
  if (dropped === 0) return `${counted(kept, 'event')}, all kept`
  return `${formatCount(dropped)} of ${counted(kept + dropped, 'event')} were not kept`
}

/** A line for each variant whose probe was recorded: what of, and what that cost. */
export function recordingsInWords(variants: readonly VariantResult[]): string[] {
  return variants.flatMap(({ variant, probe, instruments }) => {
    const recording = probe?.recording
    if (recording === undefined) return []
    const waits = counted(recording.waits.worker.length, 'wait')
    const costs = instruments.filter(({ name }) => name === 'event recording').map(costInWords)
    return [[`${variant}: ${waits}, ${keptInWords(recording)}`, ...costs].join('; ')]
  })
}

/** Whether the interval of what an instrument cost leaves no cost out. */
export function showsCost(ratio: MeasureSummary | null): boolean {
  const { low, high } = ratio ?? { low: null, high: null }
  return low !== null && high !== null && (low > 1 || high < 1)
}

/** What an instrument cost, with its interval; a difference only where the interval shows one. */
export function costInWords({ name, ratio }: Instrument): string {
  if (ratio === null) return `what ${name} cost was not measured, since a trial did not complete`
  const { median, low, high, n } = ratio
  const pairs = counted(n, 'pair')
  if (low === null || high === null) return `${name} cost ${percent(median)} in ${pairs}, too few for an interval`
  const interval = `${signed(low)} to ${percent(high)}`
  if (showsCost(ratio)) return `${name} cost ${percent(median)}, 95\u202f% interval ${interval} (${pairs})`
  return `no difference shown: the interval of what ${name} cost, ${interval} (${pairs}), contains 0`
}

/** "-1.20 to 0.80 %": the interval of what an instrument cost; empty where there is none. */
export function costIntervalInWords({ ratio }: Instrument): string {
  const { low, high } = ratio ?? { low: null, high: null }
  return low === null || high === null ? '' : `${signed(low)} to ${percent(high)}`
}

function signed(ratio: number): string {
  return significant((ratio - 1) * 100)
}

function percent(ratio: number): string {
  return `${signed(ratio)}\u202f%`
}
