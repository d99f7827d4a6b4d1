import { counted, formatCount, significant } from '../base/units.ts'
import type { Instrument, MeasureSummary, Recording } from './run-document.ts'

/** "1 214 events, all kept", or how many were not. */
export function keptInWords({ kept, dropped }: Recording): string {
  if (dropped === 0) return `${counted(kept, 'event')}, all kept`
  return `${formatCount(dropped)} of ${counted(kept + dropped, 'event')} were not kept`
}

/** What an instrument cost, with its interval; a difference only where the interval shows one. */
export function costInWords(name: Instrument['name'], ratio: MeasureSummary | null): string {
  if (ratio === null) return `what ${name} cost was not measured, since a trial did not complete`
  const { median, low, high, n } = ratio
  const pairs = counted(n, 'pair')
  if (low === null || high === null) return `${name} cost ${percent(median)} in ${pairs}, too few for an interval`
  const interval = `${signed(low)} to ${percent(high)}`
  if (low <= 1 && high >= 1) {
    return `no difference shown: the 95 % interval of what ${name} cost, ${interval} (${pairs}), contains 0`
  }
  return `${name} cost ${percent(median)}, 95 % interval ${interval} (${pairs})`
}

function signed(ratio: number): string {
  return significant((ratio - 1) * 100)
}

function percent(ratio: number): string {
  return `${signed(ratio)}\u202f%`
}
