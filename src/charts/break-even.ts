import { formatMillis } from '../base/units.ts'
import type { VariantFigures } from './bars.ts'
import { crisp, type Shape } from './drawing.ts'
import { FIGURES_WIDTH, namesWidth, type Picture } from './picture.ts'

const ROW = 30
const AXIS = 24
const DOT = 4

interface Row {
  readonly title: string
  /** Work that pays for tasks on workers that are there already, in ms; null = more workers did not pay in this run. */
  readonly warm: number | null
  /** Work that pays for starting them, too. */
  readonly cold: number | null
  readonly work: number
}

/**
 * From how much work on workers pay for themselves, by the measures `work`, `break-even-warm` and `break-even-cold` of each
 * variant; null where no variant has them.
 */
export function breakEven(variants: readonly VariantFigures[]): Picture | null {
  const rows = variants.flatMap(({ title, measures }): Row[] => {
    const work = measures['work']?.median
    if (work === undefined) return []
    const [warm, cold] = [measures['break-even-warm']?.median ?? null, measures['break-even-cold']?.median ?? null]
    return [{ title, warm, cold, work }]
  })
  if (rows.length === 0) return null
  const marks = rows.flatMap(({ warm, cold, work }) => [work, ...[warm, cold].filter(mark => mark !== null)])
  const low = 10 ** Math.floor(Math.log10(Math.max(1e-3, Math.min(...marks))))
  const high = 10 ** Math.ceil(Math.log10(Math.max(low * 10, ...marks)))
  const left = namesWidth(rows.map(({ title }) => title))
  return {
    title: 'From how much work on it pays',
    caption:
      'computed from what was measured; hollow: workers that are there already, full: their start-up included; the line is the work of this run',
    finding: rows.map(inWords).join('; '),
    table: {
      caption: 'work in one thread’s time, from which on the workers are faster; computed from the measures',
      columns: ['variant', 'work of this run', 'workers warm', 'start-up included'],
      rows: rows.map(({ title, warm, cold, work }) => [title, formatMillis(work), pays(warm), pays(cold)]),
    },
    height: rows.length * ROW + AXIS,
    shapes(roles, width) {
      const right = width - FIGURES_WIDTH
      const place = (millis: number): number =>
        left + (Math.log10(Math.max(millis, low) / low) / Math.log10(high / low)) * (right - left)
      const lines = rows.flatMap(({ title, warm, cold, work }, row): Shape[] => {
        const middle = row * ROW + ROW / 2
        const y = crisp(middle)
        const x = crisp(place(work))
        return [
          { kind: 'text', x: 0, y: middle, text: title, fill: roles.ink2 },
          { kind: 'line', x1: left, x2: right, y1: y, y2: y, stroke: roles.line },
          { kind: 'line', x1: x, x2: x, y1: middle - ROW / 3, y2: middle + ROW / 3, stroke: roles.ink2 },
          ...(warm === null ? [] : dot(place(warm), middle, roles.run, roles.page)),
          ...(cold === null ? [] : dot(place(cold), middle, roles.run, roles.run)),
          { kind: 'text', x: right + 10, y: middle, text: pays(cold), fill: roles.ink, bold: true },
        ]
      })
      const bottom = rows.length * ROW
      const axis = { kind: 'text', y: bottom + 14, fill: roles.ink3 } as const
      return [
        ...lines,
        { kind: 'line', x1: left, x2: right, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line2 },
        { ...axis, x: left, text: formatMillis(low) },
        { ...axis, x: right, text: `${formatMillis(high)} of work, log`, align: 'right' },
      ]
    },
  }
}

function dot(x: number, y: number, edge: string, fill: string): Shape[] {
  return [
    { kind: 'circle', x, y, radius: DOT, fill: edge },
    { kind: 'circle', x, y, radius: DOT - 1.5, fill },
  ]
}

function pays(millis: number | null): string {
  return millis === null ? 'not here' : formatMillis(millis)
}

function inWords({ title, warm, cold }: Row): string {
  if (cold === null) return `${title} did not pay in this run`
  return `${title} pays from ${formatMillis(cold)} of work, from ${pays(warm)} once its workers are there`
}
