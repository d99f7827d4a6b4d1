import { createLogUpdate } from 'log-update'
import { counted, formatRate } from '../base/units.ts'
import { SIMULATED } from '../contract/simulated-in-words.ts'
import type { SweepEvent, SweepObserver } from '../contract/sweep-events.ts'
import type { SweepPlan, SweepPoint } from '../contract/sweep.ts'
import { inUnit, paceInWords, sweptNames, valuesInWords } from '../contract/sweep-in-words.ts'
import { measuresIn, seriesOf, type SweptSeries } from '../contract/sweep-series.ts'
import { block } from './render/sparkline.ts'
import type { Terminal } from './terminal.ts'

/** So that a point that takes long is seen to go on. */
const REPAINT_MILLIS = 500

interface UnderWay {
  readonly plan: SweepPlan
  readonly planned: number
  readonly points: SweepPoint[]
  /** Of this sitting. */
  done: number
  readonly startedAt: number
}

/**
 * What a sweep has come to while it goes on, on the message stream: repainted in place where somebody watches, else a
 * line for each point.
 */
export class LiveSweep implements SweepObserver {
  readonly #terminal: Terminal
  readonly #how: 'painted' | 'lines' | 'silent'
  readonly #paint: ((text: string) => void) & { clear(): void; done(): void }
  #sweep: UnderWay | null = null
  #now = ''
  #nowSince = 0
  #timer: NodeJS.Timeout | undefined

  constructor(terminal: Terminal, how: 'painted' | 'lines' | 'silent') {
    this.#terminal = terminal
    this.#how = how
    this.#paint = createLogUpdate(process.stderr)
  }

  sweep(event: SweepEvent): void {
    switch (event.kind) {
      case 'sweep-started':
        this.#start(event.sweep.plan, event.sweep.points, event.left)
        break
      case 'sweep-calibrating':
        this.#enter('calibrating: what independent computing reaches now')
        break
      case 'sweep-point-started':
        this.#enter(valuesInWords(event.values))
        break
      case 'sweep-advanced':
        this.#advance(event.point)
        break
      case 'sweep-finished':
    }
    this.#repaint()
  }

  /** Takes the lines away: what is final is printed as a result. */
  end(): void {
    clearInterval(this.#timer)
    if (this.#how !== 'painted') return
    this.#paint.clear()
    this.#paint.done()
  }

  #start(plan: SweepPlan, points: readonly SweepPoint[], left: number): void {
    const planned = points.length + left
    this.#sweep = { plan, planned, points: [...points], done: 0, startedAt: performance.now() }
    if (points.length > 0 && this.#how !== 'silent') {
      this.#terminal.tell(
        `${String(points.length)} of ${counted(planned, 'point')} were measured before; ${String(left)} are left.`,
      )
    }
    if (this.#how !== 'painted') return
    this.#timer = setInterval(() => {
      this.#repaint()
    }, REPAINT_MILLIS).unref()
  }

  #enter(what: string): void {
    this.#now = what
    this.#nowSince = performance.now()
  }

  #advance(point: SweepPoint): void {
    const sweep = this.#sweep
    if (sweep === null) return
    sweep.points.push(point)
    sweep.done += 1
    if (this.#how !== 'lines') return
    this.#terminal.tell(`${countOf(sweep)}  ${valuesInWords(point.values)}: ${point.verdict}${paceOf(sweep)}`)
  }

  #repaint(): void {
    const sweep = this.#sweep
    if (this.#how !== 'painted' || sweep === null) return
    const { experiment, simulated } = sweep.plan
    const badge = simulated ? `${SIMULATED} · ` : ''
    const head = `${badge}${experiment} over ${sweptNames(sweep.plan)}  ${countOf(sweep)}${paceOf(sweep)}`
    const seconds = Math.floor((performance.now() - this.#nowSince) / 1000)
    const since = seconds > 0 ? `, ${String(seconds)} s` : ''
    this.#paint([this.#terminal.style('dim', head), ...linesOf(sweep), `now ${this.#now}${since}`].join('\n'))
  }
}

/** `5 of 12 points` */
function countOf({ points, planned }: UnderWay): string {
  return `${String(points.length)} of ${counted(planned, 'point')}`
}

function paceOf({ done, points, planned, startedAt }: UnderWay): string {
  const pace = paceInWords({ done, left: planned - points.length, seconds: (performance.now() - startedAt) / 1000 })
  return pace === '' ? '' : `, ${pace}`
}

/** Each line of the first measure over the values, as blocks; points to come are dots. */
function linesOf({ plan, points }: UnderWay): string[] {
  const [measure] = measuresIn({ points })
  if (measure === undefined) return []
  const all = seriesOf({ plan, points }, measure)
  const top = Math.max(0, ...all.flatMap(({ cells }) => cells.map(cell => cell.measure.median)))
  const width = Math.max(...plan.variants.map(name => name.length))
  return all.map(series => {
    const latest = latestOf(points, series, measure)
    return `${series.variant.padEnd(width)}  ${blocksOf(plan, series, top)}  ${measure} ${latest}`
  })
}

function blocksOf({ axes }: SweepPlan, { cells }: SweptSeries, top: number): string {
  const [across, down] = axes
  const rows = (down?.values ?? [0]).map((_, y) =>
    (across?.values ?? []).map((_value, x) => {
      const cell = cells.find(own => own.x === x && own.y === y)
      return cell === undefined ? '·' : block(top > 0 ? cell.measure.median / top : 0)
    }),
  )
  return rows.map(row => row.join('')).join(' ')
}

function latestOf(points: readonly SweepPoint[], { variant, unit }: SweptSeries, measure: string): string {
  const last = points.at(-1)?.variants.find(one => one.variant === variant)?.measures[measure]
  return last === undefined ? '' : unit === '' ? formatRate(last.median) : inUnit(last.median, unit)
}
