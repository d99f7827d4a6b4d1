import { counted, formatCount, formatRate, formatShare, significant } from '../base/units.ts'
import type { MeasureSummary } from './run-document.ts'

/** A figure in the way its unit is read: all digits for counts, three significant ones for rates. */
export function measured(value: number, unit: string): string {
  if (unit === 'share') return formatShare(value)
  if (unit === 'count') return Number.isInteger(value) ? formatCount(value) : decimal(value)
  if (unit.endsWith('/s')) return formatRate(value)
  return significant(value)
}

/** A median between two whole numbers. */
function decimal(value: number): string {
  return value < 1000 ? significant(value) : formatCount(value)
}

/** "6.58 to 6.86", or why there is none. */
export function interval({ unit, low, high }: MeasureSummary): string {
  return low === null || high === null ? 'too few' : `${measured(low, unit)} to ${measured(high, unit)}`
}

/** "2 outliers", where there are any: far from the other samples by the modified z-score, and counted all the same. */
export function outliersInWords({ outliers }: MeasureSummary): string[] {
  return outliers === undefined ? [] : [counted(outliers, 'outlier')]
}
