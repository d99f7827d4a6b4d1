import { formatCount } from '../../base/units.ts'
import type { BoundAxis, VariantResult } from '../../contract/run-document.ts'
import type { Terminal } from '../terminal.ts'
import { block } from './sparkline.ts'
import { wrap } from './wrap.ts'

const WIDEST = 64

/**
 * The trials of each variant as a histogram on the range that a final value can have at all. All variants share one
 * axis; every bar is scaled to the variant's fullest column.
 */
export function renderBoundAxis(variants: readonly VariantResult[], terminal: Terminal): string[] {
  const axis = variants.find(variant => variant.axis !== null)?.axis
  if (axis === undefined || axis === null) return []
  const nameWidth = Math.max(...variants.map(({ variant }) => variant.length))
  const columns = Math.max(10, Math.min(WIDEST, terminal.width - nameWidth - 6))
  const indent = ' '.repeat(nameWidth + 2)
  const [floor, ceiling] = [formatCount(axis.floor), formatCount(axis.ceiling)]
  return [
    terminal.style('bold', `${axis.label}, each trial`),
    ...variants.map(({ variant, trials }) => {
      const values = trials.flatMap(({ state, observed }) => {
        const value = observed[axis.observed]
        return state === 'completed' && typeof value === 'number' ? [value] : []
      })
      return `${variant.padEnd(nameWidth)}  │${histogram(values, axis, columns)}│`
    }),
    `${indent}${floor}${ceiling.padStart(columns + 2 - floor.length)}`,
    ...wrap(`${floor} at least: ${axis.floorWhy}.`, terminal.width).map(line => terminal.style('dim', line)),
    ...wrap(`${ceiling} at most: ${axis.ceilingWhy}.`, terminal.width).map(line => terminal.style('dim', line)),
  ]
}

function histogram(values: readonly number[], { floor, ceiling }: BoundAxis, columns: number): string {
  const counts = new Array<number>(columns).fill(0)
  for (const value of values) {
    const place = ceiling > floor ? (value - floor) / (ceiling - floor) : 1
    const column = Math.min(columns - 1, Math.max(0, Math.floor(place * columns)))
    counts[column] = (counts[column] ?? 0) + 1
  }
  const fullest = Math.max(...counts)
  return counts.map(count => (count === 0 ? ' ' : block(count / fullest))).join('')
}
