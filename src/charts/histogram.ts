import type { Grade } from '../contract/words.ts'

/** The value that one trial came to, and what that means for its variant. */
export interface GradedValue {
  readonly value: number
  readonly grade: Grade
}

export interface Bin {
  /** Values from here … */
  readonly from: number
  /** … to here: below it, or at it in the ceiling's own bin. */
  readonly to: number
  readonly count: number
  /** The worst grade among its values; null of none. */
  readonly worst: Grade | null
}

/** What lies beyond one end. */
export interface Outside {
  readonly count: number
  readonly lowest: number
  readonly highest: number
  readonly worst: Grade
}

export interface Histogram {
  /** From floor to ceiling, the ceiling itself excepted: reaching it is another fact than coming close. */
  readonly bins: readonly Bin[]
  readonly ceiling: Bin
  readonly below: Outside | null
  readonly above: Outside | null
}

/**
 * Sorts values into equal bins between two bounds. Whole-number bounds get no bin narrower than one number.
 *
 * Guarantees: every value is counted exactly once; NaN is refused, for it has no place.
 * @param most the most bins to make
 * @throws {RangeError} for bounds that are not finite or in the wrong order, and for NaN
 */
export function histogramOf(values: readonly GradedValue[], floor: number, ceiling: number, most: number): Histogram {
  if (!Number.isFinite(floor) || !Number.isFinite(ceiling) || floor > ceiling) {
    throw new RangeError(`bounds must be finite and ascending, got ${String(floor)} .. ${String(ceiling)}`)
  }
  const range = ceiling - floor
  const whole = Number.isInteger(floor) && Number.isInteger(ceiling)
  const binCount = range === 0 ? 0 : Math.max(1, Math.min(most, whole ? range : most))
  const sorted = Array.from({ length: binCount }, (): GradedValue[] => [])
  const [top, below, above]: [GradedValue[], GradedValue[], GradedValue[]] = [[], [], []]
  for (const graded of values) {
    const { value } = graded
    if (Number.isNaN(value)) throw new RangeError('a value must be a number, got NaN')
    if (value < floor) below.push(graded)
    else if (value > ceiling) above.push(graded)
    else if (value === ceiling) top.push(graded)
    // The quotient of two doubles may round up to 1 just below the ceiling.
    else sorted[Math.min(binCount - 1, Math.floor(((value - floor) / range) * binCount))]?.push(graded)
  }
  return {
    bins: sorted.map((held, bin) => ({
      from: floor + (range * bin) / binCount,
      to: floor + (range * (bin + 1)) / binCount,
      count: held.length,
      worst: worstOf(held),
    })),
    ceiling: { from: ceiling, to: ceiling, count: top.length, worst: worstOf(top) },
    below: outside(below),
    above: outside(above),
  }
}

function outside(held: readonly GradedValue[]): Outside | null {
  const worst = worstOf(held)
  if (worst === null) return null
  const values = held.map(({ value }) => value)
  return { count: held.length, lowest: Math.min(...values), highest: Math.max(...values), worst }
}

const WORST_FIRST: readonly Grade[] = ['forbidden', 'interesting', 'acceptable']

function worstOf(held: readonly GradedValue[]): Grade | null {
  return WORST_FIRST.find(grade => held.some(graded => graded.grade === grade)) ?? null
}
