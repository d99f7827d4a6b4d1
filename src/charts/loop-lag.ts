import { counted, formatMillis } from '../base/units.ts'
import type { Lags, Spans } from '../contract/timeline.ts'
import { crisp, textWidth, type Point, type Shape } from './drawing.ts'
import { barsOf, marksOf } from './gantt.ts'
import { ROW } from './lane-marks.ts'
import { medianOf } from '../base/median.ts'
import { namesWidth, type Picture } from './picture.ts'
import { axisBetween, placingBetween, TIME_AXIS_HEIGHT } from './time-axis.ts'

const HEIGHT = 96
/** For the label of the highest point. */
const HEAD = 18
const GAP = 8
const LAG_NAME = 'lag'
const MOST_TABLE_ROWS = 500

interface Late {
  readonly dueMillis: number
  readonly lagMillis: number
}

/** How late an event loop came, tick by tick, above what was computed meanwhile. */
export function loopLag(lags: Lags, spans: Spans | undefined, variant: string): Picture {
  const ticks = lags.dueMillis.map((dueMillis, tick): Late => ({ dueMillis, lagMillis: lags.lagMillis[tick] ?? 0 }))
  const none: Late = { dueMillis: 0, lagMillis: 0 }
  const worst = ticks.reduce((most, one) => (one.lagMillis > most.lagMillis ? one : most), none)
  const median = medianOf(lags.lagMillis) ?? 0
  const rows = spans?.rows ?? []
  const bars = spans === undefined ? [] : barsOf(spans, 0)
  const endMillis = [
    ...ticks.map(({ dueMillis, lagMillis }) => dueMillis + lagMillis),
    ...bars.map(bar => bar.toMillis),
  ].reduce((a, b) => Math.max(a, b), 0)
  const left = namesWidth([LAG_NAME, ...rows])
  const bottom = HEAD + HEIGHT
  const top = worst.lagMillis > 0 ? worst.lagMillis : 1
  return {
    title: `How late the event loop came: ${variant}`,
    caption: `lag of each tick, drawn when it was due; one probe${rows.length > 0 ? '; below, tall runs: computing' : ''}`,
    finding: `${counted(ticks.length, 'tick')}: median lag ${formatMillis(median)}, at most ${formatMillis(worst.lagMillis)}`,
    table: tableOf(ticks),
    height: bottom + GAP + rows.length * ROW + TIME_AXIS_HEIGHT,
    shapes(roles, width) {
      const place = placingBetween(0, endMillis, left, width)
      const y = (millis: number): number => bottom - (millis / top) * HEIGHT
      const text = `at most ${formatMillis(worst.lagMillis)}`
      const label = Math.min(width - textWidth(text, true), Math.max(left, place(worst.dueMillis) + 6))
      const lanes = rows.flatMap((name, row): Shape[] => {
        const middle = bottom + GAP + row * ROW + ROW / 2
        const own = bars.filter(bar => bar.row === row)
        return [{ kind: 'text', x: 0, y: middle, text: name, fill: roles.ink2 }, ...marksOf(own, middle, place, roles)]
      })
      return [
        { kind: 'text', x: 0, y: bottom - HEIGHT / 2, text: LAG_NAME, fill: roles.ink2 },
        { kind: 'text', x: 0, y: bottom - HEIGHT / 2 + 16, text: `p50 ${formatMillis(median)}`, fill: roles.ink3 },
        ...needles(ticks, place, y, bottom, roles.run),
        { kind: 'line', x1: left, x2: width, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line2 },
        { kind: 'text', x: label, y: HEAD / 2, text, fill: roles.ink, bold: true },
        ...lanes,
        ...axisBetween(0, endMillis, left, width, bottom + GAP + rows.length * ROW, roles),
      ]
    },
  }
}

/** One for each tick: of those that share a pixel the highest, so that none is hidden. */
function needles(
  ticks: readonly Late[],
  place: (millis: number) => number,
  y: (millis: number) => number,
  bottom: number,
  stroke: string,
): Shape[] {
  const highest = new Map<number, number>()
  for (const { dueMillis, lagMillis } of ticks) {
    const x = crisp(place(dueMillis))
    highest.set(x, Math.max(lagMillis, highest.get(x) ?? 0))
  }
  const runs = [...highest].map(([x, millis]): Point[] => [
    [x, bottom],
    [x, Math.min(bottom - 1, y(millis))],
  ])
  return [{ kind: 'curve', runs, stroke, width: 1.4 }]
}

function tableOf(ticks: readonly Late[]): Picture['table'] {
  const told = ticks.slice(0, MOST_TABLE_ROWS)
  const cut = told.length < ticks.length ? `, the first ${String(told.length)} of ${String(ticks.length)}` : ''
  return {
    caption: `ticks in the order in which they were due${cut}`,
    columns: ['due', 'came', 'lag'],
    rows: told.map(({ dueMillis, lagMillis }) => [
      formatMillis(dueMillis),
      formatMillis(dueMillis + lagMillis),
      formatMillis(lagMillis),
    ]),
  }
}
