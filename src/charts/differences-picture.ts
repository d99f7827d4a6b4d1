import { significant } from '../base/units.ts'
import { differenceInShort, differenceInWords, doubtsInWords, timesOf } from '../contract/run-comparison-in-words.ts'
import type { ComparedMeasure, MeasureDifference } from '../contract/run-comparison.ts'
import { runToRunInWords, spreadInWords } from '../contract/run-to-run-in-words.ts'
import { whisker, type ComparedRow } from './compared-row.ts'
import { crisp, textWidth, type Shape } from './drawing.ts'
import { namesWidth, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'

const ROW = 26
const AXIS = 24
/** Room for words at the right, at least, and before them. */
const WORDS = 220
const BEFORE_WORDS = 10
/** Ticks of the axis that may be shown. */
const TICKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 1, 1.1, 1.25, 2, 5, 10, 20, 50, 100]
/** Below this many pixels apart, ticks would run into each other. */
const APART = 34
/** The axis shows at least from 1 / so much to so much, so that noise does not fill it. */
const AT_LEAST = 1.15

interface Row {
  readonly title: string
  readonly measure: ComparedMeasure
  readonly difference: MeasureDifference
}

/** How many times as much, or as fast, each run is as the base, speeds first; null where nothing is compared. */
export function differencesPicture(compared: readonly ComparedRow[], letters: readonly string[]): Picture | null {
  const [base = '', ...others] = letters
  const inOrder = [...compared.filter(isSpeed), ...compared.filter(row => !isSpeed(row))]
  const rows = inOrder.flatMap(({ title, measure }) =>
    measure.differences.map((difference, other): Row => ({
      title: `${title}, ${measure.name}${others.length > 1 ? `, ${others[other] ?? ''}` : ''}`,
      measure,
      difference,
    })),
  )
  if (rows.length === 0) return null
  const shown = rows.flatMap(({ difference }) => ('ratio' in difference ? [difference] : []))
  const ends = rows.flatMap(({ measure, difference }) => {
    if (!('ratio' in difference)) return []
    const { low, high } = timesOf(measure, difference)
    return [low, high]
  })
  const [least, most] = [Math.min(1 / AT_LEAST, ...ends), Math.max(AT_LEAST, ...ends)]
  const left = namesWidth(rows.map(({ title }) => title))
  const room = BEFORE_WORDS + Math.max(WORDS, ...rows.map(row => textWidth(shortly(row), true)))
  const bottom = rows.length * ROW
  const who = others.length === 1 ? (others[0] ?? '') : 'Each run'
  return {
    title: `${who} as times ${base}`,
    caption: 'speeds: times as fast; others: times as much; dot and line: ratio and its interval, on a log scale',
    finding: rows
      .map(({ title, measure, difference }) => `${title}: ${differenceInWords(measure, difference)}`)
      .join('; '),
    table: {
      caption: `times ${base}, with the interval`,
      columns: ['variant and measure', 'times', 'from', 'to', 'says', 'runs by themselves'],
      rows: rows.map(tableRow),
    },
    notes: [...doubtsInWords(shown), ...runToRunInWords(shown)],
    height: bottom + AXIS,
    shapes(roles, width) {
      const right = width - room
      const span = Math.log(most / least)
      const x = (value: number): number => left + (Math.log(value / least) / span) * (right - left)
      return [
        ...ticksOf(least, most, x, bottom, roles),
        ...rows.flatMap((row, index) => rowShapes(row, index * ROW + ROW / 2, { left, right }, x, roles)),
        { kind: 'line', x1: left, x2: right, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line2 },
        { kind: 'text', x: right + BEFORE_WORDS, y: bottom + 13, text: 'log', fill: roles.ink3 },
      ]
    },
  }
}

function isSpeed({ measure }: ComparedRow): boolean {
  return measure.isSpeed
}

function tableRow({ title, measure, difference }: Row): string[] {
  if (!('ratio' in difference)) return [title, '', '', '', differenceInWords(measure, difference), '']
  const { ratio, low, high } = timesOf(measure, difference)
  const says = difference.says === 'no-difference' ? 'no difference shown' : difference.says
  const spread = difference.runToRun === null ? 'not known' : spreadInWords(difference.runToRun)
  return [title, significant(ratio), significant(low), significant(high), says, spread]
}

/** What stands beside a row; why nothing can be said takes more room than there is. */
function shortly({ measure, difference }: Pick<Row, 'measure' | 'difference'>): string {
  return difference.says === 'nothing' ? 'nothing can be said' : differenceInShort(measure, difference)
}

function ticksOf(
  least: number,
  most: number,
  x: (value: number) => number,
  bottom: number,
  roles: ChartRoles,
): Shape[] {
  // 1 is what everything is held against: the others give way to it.
  const shown = [1]
  for (const tick of TICKS.filter(value => value >= least && value <= most)) {
    if (shown.every(other => Math.abs(x(other) - x(tick)) >= APART)) shown.push(tick)
  }
  return shown.flatMap((tick): Shape[] => {
    const at = crisp(x(tick))
    const stroke = tick === 1 ? roles.line2 : roles.line
    return [
      { kind: 'line', x1: at, x2: at, y1: 0, y2: bottom, stroke },
      { kind: 'text', x: at, y: bottom + 13, text: `${String(tick)}×`, fill: roles.ink3, align: 'center' },
    ]
  })
}

function rowShapes(
  { title, measure, difference }: Row,
  y: number,
  { left, right }: { readonly left: number; readonly right: number },
  x: (value: number) => number,
  roles: ChartRoles,
): Shape[] {
  const line = crisp(y)
  const name: Shape[] = [
    { kind: 'text', x: 0, y, text: title, fill: roles.ink2 },
    { kind: 'line', x1: left, x2: right, y1: line, y2: line, stroke: roles.line },
  ]
  const word = { kind: 'text', x: right + BEFORE_WORDS, y, text: shortly({ measure, difference }) } as const
  if (!('ratio' in difference)) return [...name, { ...word, fill: roles.ink3 }]
  const { ratio, low, high } = timesOf(measure, difference)
  const isShown = difference.says !== 'no-difference'
  return [
    ...name,
    ...whisker(x(low), x(high), line, roles),
    // Hollow: no difference was shown.
    isShown
      ? { kind: 'circle', x: x(ratio), y, radius: 4, fill: roles.ink }
      : { kind: 'circle', x: x(ratio), y, radius: 4, fill: roles.page, stroke: roles.ink },
    {
      ...word,
      fill: isShown ? roles.ink : roles.ink2,
      bold: isShown,
    },
  ]
}
