import { formatMillis } from '../base/units.ts'
import { crisp, type Shape } from './drawing.ts'
import type { ChartRoles } from './roles.ts'

/** Height of the line with the times under a picture of moments. */
export const TIME_AXIS_HEIGHT = 22

/** A run of equal samples: from its first sample to the next run's, in pixels. */
export interface Segment<T> {
  readonly value: T
  readonly from: number
  readonly to: number
}

/** Where samples lie between two pixels; the last one lasts as long as the one before. */
export function segmentsOf<T>(
  values: readonly T[],
  atMillis: readonly number[],
  place: (millis: number) => number,
): Segment<T>[] {
  const segments: { value: T; from: number; to: number }[] = []
  for (const [index, value] of values.entries()) {
    const from = place(atMillis[index] ?? 0)
    const to = place(atMillis[index + 1] ?? endOf(atMillis))
    const last = segments.at(-1)
    if (last === undefined || last.value !== value) segments.push({ value, from, to })
    else last.to = to
  }
  return segments
}

/** When the last sample is over: it lasts as long as the one before. */
function endOf(atMillis: readonly number[]): number {
  const last = atMillis.at(-1) ?? 0
  return last + (last - (atMillis.at(-2) ?? last))
}

export function placing(atMillis: readonly number[], left: number, right: number): (millis: number) => number {
  const [first = 0] = atMillis
  return placingBetween(first, endOf(atMillis), left, right)
}

/** Where moments between two lie between two pixels. */
export function placingBetween(first: number, end: number, left: number, right: number): (millis: number) => number {
  const span = end - first
  return millis => (span <= 0 ? left : left + ((millis - first) / span) * (right - left))
}

/** The two ends, in words. */
export function timeAxis(
  atMillis: readonly number[],
  left: number,
  right: number,
  y: number,
  roles: ChartRoles,
): Shape[] {
  const [first = 0] = atMillis
  return axisBetween(first, endOf(atMillis), left, right, y, roles)
}

export function axisBetween(
  first: number,
  end: number,
  left: number,
  right: number,
  y: number,
  roles: ChartRoles,
): Shape[] {
  const text = { kind: 'text', y: y + 12, fill: roles.ink3 } as const
  return [
    { kind: 'line', x1: left, x2: right, y1: crisp(y), y2: crisp(y), stroke: roles.line2 },
    { ...text, x: left, text: formatMillis(first) },
    { ...text, x: right, text: formatMillis(end), align: 'right' },
  ]
}

/** How often was looked, in words. */
export function sampledCaption(atMillis: readonly number[]): string {
  const span = (atMillis.at(-1) ?? 0) - (atMillis[0] ?? 0)
  const perSecond = span > 0 ? Math.round(((atMillis.length - 1) / span) * 1000) : 0
  if (perSecond === 0) return 'the probe was too short to be sampled'
  return `one probe, sampled ${String(perSecond)} times a second; what lies between two samples is not seen`
}
