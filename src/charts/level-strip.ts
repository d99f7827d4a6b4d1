import { capitalised, listed } from '../base/text.ts'
import { formatCount } from '../base/units.ts'
import type { Probe } from '../contract/run-document.ts'
import { crisp, textWidth, type Point, type Shape } from './drawing.ts'
import { medianOf } from '../base/median.ts'
import { namesWidth, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { placing, sampledCaption, segmentsOf, timeAxis, TIME_AXIS_HEIGHT } from './time-axis.ts'

const HEIGHT = 64
const GAP = 14
/** Between a label and its axis, and before it. */
const AROUND_LABEL = 12
/** Nearer than this, two labels would touch. */
const LABEL_HEIGHT = 14

/** How full things were, moment by moment: permits in use, items in a buffer. */
export function levelStrip({ atMillis, levels }: Probe, variant: string): Picture {
  return {
    title: `${capitalised(listed(levels.map(({ title }) => title)))}: ${variant}`,
    caption: `a line marks the most there should be; ${sampledCaption(atMillis)}`,
    finding: levels
      .map(({ title, values, ceiling }) => {
        const most = values.reduce((a, b) => Math.max(a, b), 0)
        return `${title}: at most ${formatCount(most)} of ${formatCount(ceiling)} were seen`
      })
      .join('; '),
    table: {
      caption: 'what was seen in the samples',
      columns: ['level', 'lowest', 'median', 'highest', 'limit'],
      rows: levels.map(({ title, unit, values, ceiling }) => [
        `${title}, ${unit}`,
        values.length === 0 ? '' : formatCount(Math.min(...values)),
        formatCount(medianOf(values) ?? 0),
        values.length === 0 ? '' : formatCount(Math.max(...values)),
        formatCount(ceiling),
      ]),
    },
    height: levels.length * (HEIGHT + GAP) + TIME_AXIS_HEIGHT,
    shapes(roles, width) {
      // The figure's title names it where there is but one.
      const isNamed = levels.length > 1
      const left = (isNamed ? namesWidth(levels.map(({ title }) => title)) : 0) + labelsWidth(levels)
      const place = placing(atMillis, left, width)
      const strips = levels.flatMap(({ title, values, ceiling }, row): Shape[] => {
        const top = row * (HEIGHT + GAP) + GAP / 2
        const bottom = top + HEIGHT
        const highest = Math.max(ceiling, ...values, 1)
        const y = (value: number): number => bottom - (value / highest) * HEIGHT
        const steps = segmentsOf(values, atMillis, place).flatMap(({ value, from, to }): Point[] => [
          [from, y(value)],
          [to, y(value)],
        ])
        const limit = crisp(y(ceiling))
        const label = (at: number, value: number): Shape => {
          return { kind: 'text', x: left - 6, y: at, text: formatCount(value), fill: roles.ink3, align: 'right' }
        }
        return [
          ...(isNamed ? [name(title, top, roles)] : []),
          { kind: 'line', x1: left, x2: width, y1: limit, y2: limit, stroke: roles.ink2 },
          label(limit, ceiling),
          { kind: 'line', x1: left, x2: width, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line },
          ...(bottom - limit < LABEL_HEIGHT ? [] : [label(bottom, 0)]),
          ...(limit - top < LABEL_HEIGHT ? [] : [label(top, highest)]),
          { kind: 'curve', runs: [steps], stroke: roles.run, width: 1.5 },
        ]
      })
      return [...strips, ...timeAxis(atMillis, left, width, levels.length * (HEIGHT + GAP), roles)]
    },
  }
}

function name(text: string, top: number, roles: ChartRoles): Shape {
  return { kind: 'text', x: 0, y: top + HEIGHT / 2, text, fill: roles.ink2 }
}

function labelsWidth(levels: Probe['levels']): number {
  const highest = levels.map(({ values, ceiling }) => Math.max(ceiling, ...values))
  return AROUND_LABEL + Math.max(...highest.map(value => textWidth(formatCount(value))))
}
