const THIN = '\u202f'
const MINUS = '\u2212'

/** All digits, grouped by three with a narrow no-break space: 1 183 135. */
export function formatCount(count: number): string {
  const digits = Math.abs(Math.round(count)).toString()
  return count < 0 && digits !== '0' ? MINUS + groupedDigits(digits) : groupedDigits(digits)
}

/** The same of digits that are more than a number holds. */
export function groupedDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, THIN)
}

/** "1 trial", "30 trials". */
export function counted(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`
}

const SCALES = [
  { from: 1e9, suffix: 'G' },
  { from: 1e6, suffix: 'M' },
  { from: 1e3, suffix: 'k' },
] as const

/** Three significant figures with a decimal scale: 45.2 M, 812, 0.0312. */
export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return 'unknown'
  // 999 600 rounds to 1.00 M, not to "1000 k": the scale is chosen after rounding.
  const rounded = Number(perSecond.toPrecision(3))
  const scale = SCALES.find(candidate => Math.abs(rounded) >= candidate.from)
  if (scale !== undefined) return `${significant(rounded / scale.from)}${THIN}${scale.suffix}`
  return significant(rounded)
}

/** A share of one as a percentage with three significant figures: 0.0431 -> 4.31 %. */
export function formatShare(share: number): string {
  if (share === 0) return `0${THIN}%`
  // Almost all is not all.
  if (share < 1 && Number((share * 100).toPrecision(3)) === 100) return `>${THIN}99.9${THIN}%`
  return `${significant(share * 100)}${THIN}%`
}

/** A duration with the unit that suits it: 840 µs, 12.3 ms, 4.07 s. */
export function formatMillis(millis: number): string {
  // As with rates, the unit is chosen after rounding: 0.9996 ms is 1.00 ms, not 1000 µs.
  const rounded = Number(millis.toPrecision(3))
  if (rounded < 1) return `${significant(millis * 1000)}${THIN}µs`
  if (rounded < 1000) return `${significant(millis)}${THIN}ms`
  return `${significant(millis / 1000)}${THIN}s`
}

/** Binary units, as memory is sold and counted: 23.4 GiB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${significant(value)}${THIN}${units[unit] ?? 'B'}`
}

/** Three significant figures, never in exponent form: 0.0312, 6.4, 812, 34 400. */
export function significant(value: number): string {
  if (value === 0) return '0'
  const text = Number(value.toPrecision(3))
  if (Math.abs(text) >= 1000) return formatCount(text)
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(text))))
  return text.toFixed(Math.min(decimals, 12)).replace('-', MINUS)
}
