import { roundStep, roundText } from '../../base/round-step.ts'
import { throughputAt } from '../../base/scaling-law.ts'
import { counted } from '../../base/units.ts'
import { ceilingInWords, curveInWords } from '../../contract/curve-in-words.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import {
  lawOf,
  throughputAlone,
  type Ceiling,
  type ScalingFit,
  type WorkersCurve,
} from '../../contract/workers-curve.ts'
import type { Terminal } from '../terminal.ts'
import { wrap } from './wrap.ts'

const WIDEST = 80
const ROWS = 14
/** Room for "12.5× " and the axis. */
const LEFT = 8
const ROOM_ABOVE = 1.08
/** Intervals that reach farther above the highest median than this end at the edge, so that the medians can be seen. */
const MOST_ABOVE = 2

/** Shapes carry the meaning; later ones cover earlier ones. Two lines that lie on each other show in turns. */
const MARKS = { ideal: '.', ceiling: '=', amdahl: 'a', usl: 'u', interval: '|', withCores: '●', beyond: '○' } as const

type LineMark = '.' | '=' | 'a' | 'u'
const TURN: Readonly<Record<LineMark, number>> = { '.': 0, '=': 1, a: 0, u: 1 }

/** The workers curve of each variant: a chart of characters, and under it the laws in words. */
export function renderSpeedUp(
  run: {
    readonly variants: readonly { readonly variant: string; readonly curve: WorkersCurve | null }[]
  } & Pick<RunDocument, 'ceiling' | 'machine'>,
  terminal: Terminal,
): string[] {
  const { variants, ceiling, machine } = run
  const curves = variants.flatMap(({ variant, curve }) => (curve === null ? [] : [{ variant, curve }]))
  if (curves.length === 0) return []
  const width = Math.min(WIDEST, terminal.width)
  return [
    ...curves.flatMap(({ variant, curve }) => [
      '',
      `${terminal.style('bold', variant)}: speed-up over one worker, by workers`,
      ...plot(curve, ceiling, machine.cores, width),
      ...curveInWords({ curve, ceiling, cores: machine.cores }).flatMap(sentence => wrap(sentence, width)),
    ]),
    '',
    ...(ceiling === null ? [] : wrap(ceilingInWords(ceiling), width)),
    ...legend(
      curves.map(({ curve }) => curve),
      ceiling,
      machine.cores,
      width,
    ).map(line => terminal.style('dim', line)),
  ]
}

function legend(curves: readonly WorkersCurve[], ceiling: Ceiling | null, cores: number, width: number): string[] {
  const parts = [
    `${MARKS.withCores} median of the trials, ${MARKS.interval} its 95 % interval`,
    ...(curves.some(({ points }) => points.some(({ workers }) => workers > cores))
      ? [`${MARKS.beyond} the same with more workers than the ${counted(cores, 'core')}`]
      : []),
    `${MARKS.ideal} ideal`,
    ...(ceiling === null ? [] : [`${MARKS.ceiling} ceiling: independent computing, before and after`]),
    ...(curves.some(({ amdahl }) => amdahl !== null) ? [`${MARKS.amdahl} Amdahl, ${MARKS.usl} USL: computed`] : []),
  ]
  return wrap(`${parts.join('; ')}.`, width)
}

/** Puts characters on a grid by workers and speed-up. */
class Canvas {
  readonly #cells: string[][]
  readonly #columns: number
  readonly #last: number
  readonly #top: number

  constructor(columns: number, last: number, top: number) {
    this.#cells = Array.from({ length: ROWS }, () => new Array<string>(columns).fill(' '))
    this.#columns = columns
    this.#last = last
    this.#top = top
  }

  column(workers: number): number {
    return this.#last > 1 ? Math.round(((workers - 1) / (this.#last - 1)) * (this.#columns - 1)) : 0
  }

  row(speedUp: number): number {
    return ROWS - 1 - Math.round((speedUp / this.#top) * (ROWS - 1))
  }

  put(workers: number, speedUp: number, mark: string): void {
    const cells = this.#cells[this.row(speedUp)]
    if (cells !== undefined && Number.isFinite(speedUp)) cells[this.column(workers)] = mark
  }

  /** A mark in every second column between two numbers of workers. */
  curve(from: number, to: number, mark: LineMark, of: (workers: number) => number): void {
    for (let column = this.column(from); column <= this.column(to); column++) {
      if (column % 2 !== TURN[mark]) continue
      const workers = this.#columns > 1 ? 1 + (column / (this.#columns - 1)) * (this.#last - 1) : 1
      this.put(workers, of(workers), mark)
    }
  }

  upright(workers: number, low: number, high: number, mark: string): void {
    for (let row = Math.max(0, this.row(high)); row <= this.row(low); row++) {
      const cells = this.#cells[row]
      if (cells !== undefined) cells[this.column(workers)] = mark
    }
  }

  lines(): string[] {
    return this.#cells.map(cells => cells.join('').trimEnd())
  }
}

function plot(curve: WorkersCurve, ceiling: Ceiling | null, cores: number, width: number): string[] {
  const counts = curve.points.map(({ workers }) => workers)
  const last = Math.max(...counts)
  const top = topOf(curve, ceiling)
  const canvas = new Canvas(Math.max(16, width - LEFT - 1), last, top)
  canvas.curve(1, last, MARKS.ideal, workers => workers)
  drawCeiling(canvas, ceiling)
  const alone = throughputAlone(curve)
  if (alone !== null) {
    drawLaw(canvas, curve.amdahl, MARKS.amdahl, last, alone)
    drawLaw(canvas, curve.usl, MARKS.usl, last, alone)
  }
  for (const { workers, speedUp } of curve.points) {
    if (speedUp === null) continue
    const { value, low, high } = speedUp
    if (low !== null && high !== null) canvas.upright(workers, low, high, MARKS.interval)
    canvas.put(workers, value, workers > cores ? MARKS.beyond : MARKS.withCores)
  }
  return [...withScale(canvas, top), ...scaleBelow(canvas, counts)]
}

function topOf({ points }: WorkersCurve, ceiling: Ceiling | null): number {
  const measured = points.flatMap(({ speedUp }) => speedUp ?? [])
  const reached = ceiling?.points.flatMap(({ before, after }) => [before.median, after.median]) ?? []
  const median = Math.max(1, ...measured.map(({ value }) => value), ...reached)
  const limit = Math.max(median, ...measured.map(({ high }) => high ?? 0))
  return Math.min(limit, MOST_ABOVE * median) * ROOM_ABOVE
}

/** Straight between its points, each the middle of before and after. */
function drawCeiling(canvas: Canvas, ceiling: Ceiling | null): void {
  const points = ceiling?.points.map(({ workers, before, after }) => ({
    workers,
    y: (before.median + after.median) / 2,
  }))
  points?.forEach(({ workers, y }, index) => {
    const next = points[index + 1]
    if (next === undefined) return
    const slope = (next.y - y) / (next.workers - workers)
    canvas.curve(workers, next.workers, MARKS.ceiling, at => y + slope * (at - workers))
  })
}

function drawLaw(canvas: Canvas, fit: ScalingFit | null, mark: LineMark, last: number, alone: number): void {
  if (fit === null) return
  const law = lawOf(fit)
  canvas.curve(1, last, mark, workers => throughputAt(law, workers) / alone)
}

function withScale(canvas: Canvas, top: number): string[] {
  const labels = new Map<number, string>()
  const step = roundStep(top, 5)
  for (let value = 0; value <= top; value += step) labels.set(canvas.row(value), `${roundText(value)}×`)
  return canvas.lines().map((line, row) => {
    const label = labels.get(row)
    return `${(label ?? '').padStart(LEFT - 2)} ${label === undefined ? '│' : '┤'}${line}`
  })
}

function scaleBelow(canvas: Canvas, counts: readonly number[]): string[] {
  const last = Math.max(...counts)
  const axis = new Array<string>(canvas.column(last) + 1).fill('─')
  let labels = ''
  for (const count of counts) {
    const column = canvas.column(count)
    axis[column] = '┬'
    const text = String(count)
    const start = Math.max(0, Math.min(column, canvas.column(last) - text.length + 1))
    // Labels that would touch are left out; the ticks stay.
    if (start > labels.length || labels === '') labels = labels.padEnd(start) + text
  }
  return [`${' '.repeat(LEFT - 1)}└${axis.join('')}`, `${' '.repeat(LEFT)}${labels}`]
}
