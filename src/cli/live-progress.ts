import { createLogUpdate } from 'log-update'
import { counted, formatRate } from '../base/units.ts'
import type { CurveProgress, RunEvent, RunPlanSummary } from '../contract/events.ts'
import { decodeFrame } from '../contract/frames.ts'
import type { RunObserver } from '../contract/lab.ts'
import { badged } from '../contract/simulated-in-words.ts'
import { sparkline } from './render/sparkline.ts'
import type { Terminal } from './terminal.ts'

const SPARKS = 24
const REPAINT_MILLIS = 80

interface Row {
  readonly variant: string
  finished: number
  /** Throughput, newest last: of finished trials, and of the running one while it lasts. */
  rates: number[]
  live: number | null
}

/** One line per variant while a run goes on, repainted in place on the message stream. */
export class LiveProgress implements RunObserver {
  readonly #terminal: Terminal
  readonly #paint: ((text: string) => void) & { clear(): void; done(): void }
  readonly #watched: boolean
  #plan: RunPlanSummary | null = null
  #rows: Row[] = []
  #previous: { arm: number; trial: number; operations: number } | null = null
  #paintedAt = 0
  #curve: CurveProgress | null = null
  #calibrating = false

  /** @param watched false: nothing is painted */
  constructor(terminal: Terminal, watched: boolean) {
    this.#terminal = terminal
    this.#watched = watched
    this.#paint = createLogUpdate(process.stderr)
  }

  event(event: RunEvent): void {
    if (event.kind === 'run-started') {
      this.#plan = event.plan
      this.#rows = event.plan.arms.map(({ variant }) => ({ variant, finished: 0, rates: [], live: null }))
    }
    if (event.kind === 'phase-changed') this.#calibrating = event.phase === 'calibrating'
    if (event.kind === 'curve-advanced') this.#curve = event.progress
    if (event.kind === 'trial-finished') {
      const { arm, measures } = event.recorded
      const row = this.#rows[arm]
      if (row === undefined) return
      row.finished += 1
      row.live = null
      const rate = measures['throughput']
      if (rate !== undefined) row.rates = [...row.rates, rate].slice(-SPARKS)
    }
    this.#repaint()
  }

  frame(cells: Float64Array): void {
    const frame = decodeFrame(cells)
    const row = frame === null ? undefined : this.#rows[frame.arm]
    if (frame === null || row === undefined) return
    const operations = frame.operations.reduce((sum, own) => sum + own, 0)
    // Counts start again with every trial; a rate needs two samples of the same one, or the trial's own start.
    const previous = this.#previous
    const before = previous?.arm === frame.arm && previous.trial === frame.trial ? previous.operations : 0
    this.#previous = { arm: frame.arm, trial: frame.trial, operations }
    if (frame.intervalMillis > 0) row.live = ((operations - before) / frame.intervalMillis) * 1000
    this.#repaint()
  }

  /** Takes the lines away: what is final is printed as a result. */
  end(): void {
    if (!this.#watched) return
    this.#paint.clear()
    this.#paint.done()
  }

  /** What goes on beside the trials of the variants. */
  #beside(): string[] {
    if (this.#calibrating) return ['calibrating: what independent computing reaches now']
    if (this.#curve === null) return []
    const { done, planned, variant, workers } = this.#curve
    return [`workers curve  ${String(done)}/${String(planned)}  ${variant} with ${counted(workers, 'worker')}`]
  }

  #repaint(): void {
    const now = performance.now()
    if (!this.#watched || this.#plan === null || now - this.#paintedAt < REPAINT_MILLIS) return
    this.#paintedAt = now
    const { experiment, simulated, trials } = this.#plan
    const nameWidth = Math.max(...this.#rows.map(({ variant }) => variant.length))
    const lines = this.#rows.map(({ variant, finished, rates, live }) => {
      const shown = live === null ? rates : [...rates, live].slice(-SPARKS)
      const latest = shown.at(-1)
      const rate = latest === undefined ? '' : `${formatRate(latest)}/s`
      const count = `${String(finished)}/${String(trials)}`.padStart(String(trials).length * 2 + 1)
      return `${variant.padEnd(nameWidth)}  ${count}  ${sparkline(shown).padEnd(SPARKS)}  ${rate}`
    })
    const head = this.#terminal.style('dim', `${badged(experiment, { simulated })}, trials and throughput`)
    this.#paint([head, ...lines, ...this.#beside()].join('\n'))
  }
}
