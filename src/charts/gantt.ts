import { counted, formatCount, formatMillis } from '../base/units.ts'
import type { Spans } from '../contract/timeline.ts'
import { textWidth, type Shape } from './drawing.ts'
import { ROW, runsMark, waitsMark } from './lane-marks.ts'
import { WORKER_NAMES_WIDTH, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { axisBetween, placingBetween, TIME_AXIS_HEIGHT } from './time-axis.ts'

/** With more rows than fit easily they are as close as their names allow. */
const FEW_ROWS = 16
const CLOSE_ROW = 18
const MOST_ROWS = 40
const MOST_TABLE_ROWS = 500
/** Around a label inside its bar. */
const MARGIN = 4

export interface Bar {
  readonly row: number
  readonly fromMillis: number
  readonly toMillis: number
  readonly isOpen: boolean
  readonly label: string
  readonly does: Spans['does'][number]
}

/** What lasted from when to when: one row below the other, on one time axis. */
export function gantt(spans: Spans, variant: string): Picture {
  const { rows } = spans
  const endMillis = [...spans.fromMillis, ...spans.toMillis].reduce<number>((end, at) => Math.max(end, at ?? 0), 0)
  const bars = barsOf(spans, endMillis)
  const startMillis = bars[0]?.fromMillis ?? 0
  const shown = rows.slice(0, MOST_ROWS)
  const height = rows.length <= FEW_ROWS ? ROW : CLOSE_ROW
  const left = Math.max(WORKER_NAMES_WIDTH, ...shown.map(name => textWidth(name) + 12))
  const keys = { runs: 'tall runs', waits: 'a line waits' }
  const key = [...new Set(bars.map(({ does }) => keys[does]))].toSorted().join(', ')
  return {
    title: `What happened when: ${variant}`,
    caption: `one probe, as it was noted by those who did it; ${key}`,
    finding: `${counted(bars.length, 'bar')} within ${formatMillis(endMillis - startMillis)}; at most ${formatCount(mostAtOnce(bars))} at the same time`,
    table: tableOf(bars, rows),
    notes: notesOf(spans),
    height: shown.length * height + TIME_AXIS_HEIGHT,
    shapes(roles, width) {
      const place = placingBetween(startMillis, endMillis, left, width)
      const drawn = shown.flatMap((name, row): Shape[] => {
        const middle = row * height + height / 2
        const own = bars.filter(bar => bar.row === row)
        return [{ kind: 'text', x: 0, y: middle, text: name, fill: roles.ink2 }, ...marksOf(own, middle, place, roles)]
      })
      return [...drawn, ...axisBetween(startMillis, endMillis, left, width, shown.length * height, roles)]
    },
  }
}

function notesOf({ rows, dropped }: Spans): string[] {
  return [
    ...(rows.length > MOST_ROWS ? [`${counted(rows.length - MOST_ROWS, 'more row')} not drawn.`] : []),
    ...(dropped > 0 ? [`There was no room to note ${counted(dropped, 'more bar')}; they came later.`] : []),
  ]
}

/** In the order in which they began. */
export function barsOf({ row, fromMillis, toMillis, label, does }: Spans, endMillis: number): Bar[] {
  return row
    .map((own, index): Bar => {
      const to = toMillis[index] ?? null
      return {
        row: own,
        fromMillis: fromMillis[index] ?? 0,
        toMillis: to ?? endMillis,
        isOpen: to === null,
        label: label[index] ?? '',
        does: does[index] ?? 'runs',
      }
    })
    .toSorted((a, b) => a.fromMillis - b.fromMillis)
}

/** The bars of one row, and their labels where there is room: no more marks than pixels, however many bars there are. */
export function marksOf(
  own: readonly Bar[],
  middle: number,
  place: (millis: number) => number,
  roles: ChartRoles,
): Shape[] {
  const marks: Shape[] = []
  let drawnTo = -Infinity
  for (const { fromMillis, toMillis, label, does } of own) {
    const [from, to] = [place(fromMillis), place(toMillis)]
    if (to - from < 1 && from < drawnTo) continue
    drawnTo = Math.max(from + 1, to, drawnTo)
    // A pixel of page tells neighbours apart.
    const end = to - from > 3 ? to - 1 : to
    marks.push((does === 'runs' ? runsMark : waitsMark)(from, end, middle, roles))
    if (label === '' || textWidth(label) + 2 * MARGIN > end - from) continue
    const at = { x: (from + end) / 2, y: middle, align: 'center', halo: roles.page } as const
    marks.push({ kind: 'text', ...at, text: label, fill: roles.ink })
  }
  return marks
}

/** Of bars that begin when others end, those end first. */
function mostAtOnce(bars: readonly Bar[]): number {
  const begins = bars.map(({ fromMillis }) => fromMillis)
  const ends = bars.map(({ toMillis }) => toMillis).toSorted((a, b) => a - b)
  let [most, over] = [0, 0]
  for (const [begun, moment] of begins.entries()) {
    while (over < begun && (ends[over] ?? Infinity) <= moment) over += 1
    most = Math.max(most, begun + 1 - over)
  }
  return most
}

function tableOf(bars: readonly Bar[], rows: readonly string[]): Picture['table'] {
  const told = bars.slice(0, MOST_TABLE_ROWS)
  const cut = told.length < bars.length ? `, the first ${formatCount(told.length)} of ${formatCount(bars.length)}` : ''
  return {
    caption: `in the order in which they began${cut}`,
    columns: ['row', 'what', 'does', 'from', 'to', 'took'],
    rows: told.map(({ row, label, does, fromMillis, toMillis, isOpen }) => [
      rows[row] ?? '',
      label,
      does,
      formatMillis(fromMillis),
      isOpen ? 'not ended' : formatMillis(toMillis),
      isOpen ? '' : formatMillis(toMillis - fromMillis),
    ]),
  }
}
