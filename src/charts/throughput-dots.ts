import { formatRate } from '../base/units.ts'

/** Places of figures on one logarithmic scale. */
export interface DotScale {
  /** From 0 (low end) to 1 (high end); null where there is no figure. */
  readonly places: readonly (number | null)[]
  readonly low: string
  readonly high: string
}

/**
 * Puts positive figures on a logarithmic scale from a round number below the smallest to one above the largest.
 * @returns null without a single positive figure
 */
export function dotScale(figures: readonly (number | null)[]): DotScale | null {
  const positive = figures.filter(figure => figure !== null).filter(figure => figure > 0)
  if (positive.length === 0) return null
  const low = roundDown(Math.min(...positive))
  const top = roundUp(Math.max(...positive))
  const high = top > low ? top : low * 10
  const span = Math.log10(high / low)
  const places = figures.map(figure => (figure === null || figure <= 0 ? null : Math.log10(figure / low) / span))
  return { places, low: roundText(low), high: roundText(high) }
}

/** Round numbers have no figures to show after the point. */
function roundText(perSecond: number): string {
  return formatRate(perSecond).replace(/\.0+(?!\d)/, '')
}

const STEPS = [1, 2, 5, 10] as const

/** The largest 1, 2 or 5 times a power of ten that is no larger. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = STEPS.findLast(candidate => candidate * power <= value) ?? 1
  return step * power
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = STEPS.find(candidate => candidate * power >= value) ?? 10
  return step * power
}
