import { listed } from '../base/text.ts'
import { counted, formatRate, formatShare, significant } from '../base/units.ts'
import { measuresIn, plannedCount, seriesOf, type SweptCell, type SweptSeries } from './sweep-series.ts'
import type { SweepAxis, SweepDocument, SweepMachine, SweepPoint, SweptMeasure } from './sweep.ts'
import type { Warning } from './warning.ts'
import type { ParamValues } from './words.ts'

/** A sweep for people. */

type Said = Pick<SweepDocument, 'plan' | 'points' | 'shards'>

/** `workers` or `workers and additions`. */
export function sweptNames({ axes }: SweepDocument['plan']): string {
  return listed(axes.map(({ parameter }) => parameter))
}

/** `workers = 4, hold = 10` */
export function valuesInWords(values: ParamValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join(', ')
}

/** `12 points`, or `5 of 12 points`. */
export function doneInWords(sweep: Said): string {
  const planned = plannedCount(sweep)
  const done = sweep.points.length
  return done === planned ? counted(done, 'point') : `${String(done)} of ${counted(planned, 'point')}`
}

/** The verdict in words: what a stranger should read first. */
export function sweepHeadline(sweep: Said): string {
  const head = `Sweep of ${sweep.plan.experiment} over ${sweptNames(sweep.plan)}, ${doneInWords(sweep)}`
  if (sweep.points.length === 0) return `${head}: nothing was measured.`
  const failed = sweep.points.filter(({ verdict }) => verdict === 'failed')
  if (failed.length > 0) return `${head}: failed ${placesInWords(failed)}.`
  const open = sweep.points.filter(({ verdict }) => verdict === 'inconclusive')
  if (open.length > 0) return `${head}: inconclusive ${placesInWords(open)}; nothing forbidden was seen.`
  return `${head}: nothing forbidden was seen.`
}

const NAMED_PLACES = 3

function placesInWords(points: readonly SweepPoint[]): string {
  const named = points.slice(0, NAMED_PLACES).map(({ values }) => `at ${valuesInWords(values)}`)
  const more = points.length - named.length
  return more === 0 ? listed(named) : `${named.join(', ')} and ${counted(more, 'more point')}`
}

/** What the measure that matters most did over the range, line by line. */
export function sweepNote(sweep: Said): string {
  const [measure] = measuresIn(sweep)
  if (measure === undefined) return ''
  return seriesInWords(sweep, measure).join(' ')
}

/** A sentence for each line of a measure. */
export function seriesInWords(sweep: Said, measure: string): string[] {
  const machines = new Set(sweep.points.map(({ machine }) => machine)).size
  return seriesOf(sweep, measure).map(series => {
    const { variant, machine, cells } = series
    const where = machines > 1 ? ` on machine ${String(machine + 1)}` : ''
    const [least, most] = extremes(cells)
    const { axes } = sweep.plan
    const span =
      least === most
        ? figureAt(axes, series, most)
        : `lowest ${figureAt(axes, series, least)}, highest ${figureAt(axes, series, most)}`
    return `${variant}${where}: ${measure} ${span}.`
  })
}

function extremes(cells: readonly SweptCell[]): readonly [SweptCell | undefined, SweptCell | undefined] {
  const sorted = cells.toSorted((a, b) => a.measure.median - b.measure.median)
  return [sorted[0], sorted.at(-1)]
}

function figureAt(axes: readonly SweepAxis[], { unit }: SweptSeries, cell: SweptCell | undefined): string {
  if (cell === undefined) return 'nothing'
  const at = axes.map(({ parameter, values }, index) => `${parameter} ${String(values[index === 0 ? cell.x : cell.y])}`)
  return `${inUnit(cell.measure.median, unit)} at ${at.join(', ')}`
}

/** A figure with its unit. */
export function inUnit(value: number, unit: string): string {
  if (unit === 'share') return formatShare(value)
  if (unit === 'count') return significant(value)
  return `${formatRate(value)} ${unit}`
}

/** A figure alone, where its unit stands elsewhere. */
export function withoutUnit(value: number, unit: string): string {
  return unit === 'share' ? formatShare(value) : unit === 'count' ? significant(value) : formatRate(value)
}

/** `4.51 M (4.40 M to 4.60 M)` */
export function measureInWords({ median, low, high, unit }: SweptMeasure): string {
  const middle = withoutUnit(median, unit)
  if (low === null || high === null || low === high) return middle
  return `${middle} (${withoutUnit(low, unit)} to ${withoutUnit(high, unit)})`
}

/** What each machine is, so that it can be told from the others; none of them is named. */
export function machinesInWords(machines: readonly SweepMachine[]): string[] {
  return machines.map(({ machine: { cpu, cores, platform, arch }, versions: { node } }, index) => {
    return `machine ${String(index + 1)}: ${cpu}, ${counted(cores, 'core')}, ${platform} ${arch}, Node ${node}`
  })
}

/** Warnings of all points, each kind once, with the first of its messages and how many points gave it. */
export function warningsOf({ points }: Pick<SweepDocument, 'points'>): (Warning & { readonly points: number })[] {
  const all = points.flatMap(({ index, warnings }) => warnings.map(own => ({ ...own, index })))
  return [...Map.groupBy(all, ({ code }) => code)].map(([code, own]) => {
    const messages = new Set(own.map(({ message }) => message))
    const [first = ''] = messages
    return {
      code,
      message: messages.size > 1 ? `for example ${first}` : first,
      points: new Set(own.map(({ index }) => index)).size,
    }
  })
}

/** `0.82 points/s, 9 s left`, from the pace of this sitting; empty before it has one. */
export function paceInWords(sitting: {
  readonly done: number
  readonly left: number
  readonly seconds: number
}): string {
  const { done, left, seconds } = sitting
  if (done === 0 || seconds <= 0) return ''
  const perSecond = done / seconds
  return `${significant(perSecond)} points/s, ${timeInWords(left / perSecond)} left`
}

function timeInWords(seconds: number): string {
  if (seconds < 90) return `${String(Math.ceil(seconds))} s`
  if (seconds < 5400) return `${String(Math.ceil(seconds / 60))} min`
  return `${significant(seconds / 3600)} h`
}
