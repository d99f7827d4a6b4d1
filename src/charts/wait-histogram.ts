import { fewestForQuantile } from '../base/fewest-for-quantile.ts'
import { counted, formatCount } from '../base/units.ts'
import type { Probe } from '../contract/run-document.ts'
import { crisp, type Shape } from './drawing.ts'
import type { Picture } from './picture.ts'

const HEIGHT = 90
const AXIS = 24
const LABEL_WIDTH = 30
const SHARES = [0.5, 0.95, 0.99] as const

/** How long the waits took that workers timed in the probe. */
export function waitHistogram({ waits }: Probe, variant: string): Picture {
  const total = waits.reduce((sum, { count }) => sum + count, 0)
  const quantiles = SHARES.map(share => quantileIn(waits, total, share))
  const inWords = SHARES.map((share, index) => `p${String(share * 100)} ${durationOrFew(quantiles[index] ?? null)}`)
  return {
    title: `How long waits took: ${variant}`,
    caption: `${counted(total, 'wait')} of one probe, time log; a percentile is the upper end of its range`,
    finding: total === 0 ? 'no wait was timed' : inWords.join(', '),
    table: {
      caption: 'waits by length',
      columns: ['from', 'to', 'waits'],
      rows: waits.map(({ fromNanos, toNanos, count }) => [
        formatNanos(fromNanos),
        formatNanos(toNanos),
        formatCount(count),
      ]),
    },
    height: HEIGHT + AXIS + 16,
    shapes(roles, width) {
      const first = Math.max(1, waits[0]?.fromNanos ?? 1)
      const last = Math.max(first * 10, waits.at(-1)?.toNanos ?? 10)
      const [low, high] = [10 ** Math.floor(Math.log10(first)), 10 ** Math.ceil(Math.log10(last))]
      const x = (nanos: number): number =>
        (Math.log10(Math.max(low, nanos) / low) / Math.log10(high / low)) * (width - 2)
      const most = waits.reduce((sum, { count }) => Math.max(sum, count), 1)
      const bottom = HEIGHT + 16
      const bars = waits.map(({ fromNanos, toNanos, count }): Shape => {
        const height = Math.max(1, (count / most) * HEIGHT)
        const barWidth = Math.max(1, x(toNanos) - x(fromNanos) - 1)
        return { kind: 'rect', x: x(fromNanos), y: bottom - height, width: barWidth, height, fill: roles.run }
      })
      const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, power) => low * 10 ** power)
      const ticks = decades.map((nanos, index): Shape => ({
        kind: 'text',
        x: x(nanos),
        y: bottom + 14,
        text: formatNanos(nanos),
        fill: roles.ink3,
        align: index === 0 ? 'left' : index === decades.length - 1 ? 'right' : 'center',
      }))
      const places = quantiles.map(nanos => (nanos === null ? null : crisp(x(nanos))))
      const labels = apart(places, width)
      const marks = places.flatMap((at, index): Shape[] => {
        if (at === null) return []
        const text = `p${String((SHARES[index] ?? 0) * 100)}`
        return [
          { kind: 'line', x1: at, x2: at, y1: 16, y2: bottom, stroke: roles.ink2, dash: [2, 3] },
          { kind: 'text', x: labels[index] ?? at, y: 7, text, fill: roles.ink2, halo: roles.page },
        ]
      })
      const axis: Shape = { kind: 'line', x1: 0, x2: width, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line2 }
      return [...bars, axis, ...ticks, ...marks]
    },
  }
}

/** Left ends of the labels, in order: each at its line, or beside the one before. */
function apart(places: readonly (number | null)[], width: number): (number | null)[] {
  let free = 0
  const fromLeft = places.map(at => {
    if (at === null) return null
    const x = Math.max(free, at - LABEL_WIDTH / 2)
    free = x + LABEL_WIDTH
    return x
  })
  let limit = width
  return fromLeft
    .toReversed()
    .map(x => {
      if (x === null) return null
      limit = Math.min(limit, x + LABEL_WIDTH) - LABEL_WIDTH
      return limit
    })
    .toReversed()
}

function quantileIn(waits: Probe['waits'], total: number, share: number): number | null {
  if (total < fewestForQuantile(share)) return null
  let below = 0
  for (const { toNanos, count } of waits) {
    below += count
    if (below >= total * share) return toNanos
  }
  return null
}

function durationOrFew(nanos: number | null): string {
  return nanos === null ? 'too few' : `at most ${formatNanos(nanos)}`
}

const UNITS = [
  { nanos: 1e9, unit: 's' },
  { nanos: 1e6, unit: 'ms' },
  { nanos: 1e3, unit: 'µs' },
] as const

/** Two digits say all that a bucket knows. */
export function formatNanos(nanos: number): string {
  const { nanos: size, unit } = UNITS.find(one => nanos >= one.nanos) ?? { nanos: 1, unit: 'ns' }
  const scaled = nanos / size
  return `${scaled < 10 && !Number.isInteger(scaled) ? scaled.toFixed(1) : String(Math.round(scaled))}\u202f${unit}`
}
