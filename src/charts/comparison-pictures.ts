import type { ExperimentEntry } from '../contract/catalogue.ts'
import { interval, measured } from '../contract/measure-in-words.ts'
import type { ComparedMeasure, RunComparison } from '../contract/run-comparison.ts'
import type { MeasureSummary } from '../contract/run-document.ts'
import { badgedPicture } from './pictures.ts'
import { differencesPicture } from './differences-picture.ts'
import { crisp, type Shape } from './drawing.ts'
import { FIGURES_WIDTH, namesWidth, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { whisker, type ComparedRow } from './compared-row.ts'

const ROW = 20
/** Between one variant's rows and the next one's. */
const GAP = 10
const AXIS = 24
const LETTER = 22

/**
 * The pictures of a comparison: each measure of all runs one above the other on one scale, speeds first; then the
 * differences, with their intervals.
 */
export function comparisonPictures(comparison: RunComparison, entry: ExperimentEntry | null): Picture[] {
  const titleOf = (variant: string): string => entry?.variants.find(one => one.variant === variant)?.title ?? variant
  const all = comparison.variants.flatMap(({ variant, measures }) =>
    measures.map((measure): ComparedRow => ({ title: titleOf(variant), measure })),
  )
  const names = [
    ...new Set([...all.filter(({ measure }) => measure.isSpeed), ...all].map(({ measure }) => measure.name)),
  ]
  const letters = comparison.runs.map(({ letter }) => letter)
  const onScale = names.flatMap(name => {
    const rows = all.filter(({ measure }) => measure.name === name)
    // Where all of it is nothing there is nothing to draw; the differences say so.
    return rows.every(({ measure }) => measure.figures.every(isNothing)) ? [] : [scalePicture(rows, letters)]
  })
  const differences = differencesPicture(all, letters)
  return [...onScale, ...(differences === null ? [] : [differences])].map(picture =>
    badgedPicture(picture, comparison.simulated),
  )
}

function isNothing({ median, low, high }: MeasureSummary): boolean {
  return median === 0 && (low ?? 0) === 0 && (high ?? 0) === 0
}

/** A measure of all variants in all runs, from 0 on, or from the least where that is below. */
function scalePicture(rows: readonly ComparedRow[], letters: readonly string[]): Picture {
  const { name = '', unit = '' } = rows[0]?.measure ?? {}
  const figures = rows.flatMap(({ measure }) => measure.figures)
  const most = Math.max(0, ...figures.map(({ median, high }) => high ?? median))
  const least = Math.min(0, ...figures.map(({ median, low }) => low ?? median))
  const left = namesWidth(rows.map(({ title }) => title)) + LETTER
  const group = letters.length * ROW + GAP
  const bottom = rows.length * group
  return {
    title: unit === 'share' || unit === 'count' ? name : `${name}, ${unit}`,
    caption: 'dot and line: median of the trials and its 95 % interval, all runs on one scale',
    finding: rows.map(({ title, measure }) => `${title}: ${inWords(measure, letters)}`).join('; '),
    table: {
      caption: `${name}: median of the trials and its 95 % interval`,
      columns: ['variant and run', 'median', 'interval', 'trials'],
      rows: rows.flatMap(({ title, measure }) =>
        measure.figures.map((figure, run) => [
          `${title}, ${letters[run] ?? ''}`,
          measured(figure.median, unit),
          interval(figure),
          String(figure.n),
        ]),
      ),
    },
    height: bottom + AXIS,
    shapes(roles, width) {
      const right = width - FIGURES_WIDTH
      const x = (value: number): number =>
        most > least ? left + ((value - least) / (most - least)) * (right - left) : left
      return [
        ...rows.flatMap((row, index) => groupShapes(row, letters, index * group, { left, right, width }, x, roles)),
        { kind: 'line', x1: crisp(x(0)), x2: crisp(x(0)), y1: 0, y2: bottom, stroke: roles.line2 },
        { kind: 'line', x1: left, x2: right, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line2 },
        { kind: 'text', x: x(0), y: bottom + 13, text: '0', fill: roles.ink3 },
        {
          kind: 'text',
          x: right,
          y: bottom + 13,
          text: most > 0 ? measured(most, unit) : '',
          fill: roles.ink3,
          align: 'right',
        },
      ]
    },
  }
}

interface Room {
  readonly left: number
  readonly right: number
  readonly width: number
}

function groupShapes(
  { title, measure }: ComparedRow,
  letters: readonly string[],
  top: number,
  { left, right, width }: Room,
  x: (value: number) => number,
  roles: ChartRoles,
): Shape[] {
  const name: Shape = { kind: 'text', x: 0, y: top + ROW / 2, text: title, fill: roles.ink2 }
  const rows = measure.figures.flatMap(({ median, low, high, unit }, run): Shape[] => {
    const y = top + run * ROW + ROW / 2
    const line = crisp(y)
    return [
      { kind: 'text', x: left - LETTER, y, text: letters[run] ?? '', fill: roles.ink3, bold: true },
      { kind: 'line', x1: left, x2: right, y1: line, y2: line, stroke: roles.line },
      ...(low === null || high === null ? [] : whisker(x(low), x(high), line, roles)),
      { kind: 'circle', x: x(median), y, radius: 4, fill: roles.ink },
      { kind: 'text', x: width, y, text: measured(median, unit), fill: roles.ink, bold: true, align: 'right' },
    ]
  })
  return [name, ...rows]
}

function inWords({ figures, unit }: ComparedMeasure, letters: readonly string[]): string {
  return figures.map(({ median }, run) => `${letters[run] ?? ''} ${measured(median, unit)}`).join(', ')
}
