import { encodeFrame } from '../../contract/frames.ts'
import type { TrialSeries } from '../../contract/run-document.ts'
import type { Clock } from '../ports.ts'
import { PHASE } from './worker-cells.ts'
import { statesOf, type SeenWorkers } from './worker-state.ts'

/** Samples a second. The display never needs more, and each one takes the host's core from the workers for a moment. */
const SAMPLES_PER_SECOND = 20
const PERIOD_MILLIS = 1000 / SAMPLES_PER_SECOND

/** The trial that is running, as the sampler needs to see it. */
export interface Sampled {
  readonly arm: number
  readonly trial: number
  readonly workers: SeenWorkers
  /** An image that they finish tile by tile: worker + 1 by tile, 0 = not finished. */
  readonly tiles?: { readonly columns: number; owners(): Int32Array } | null
}

/**
 * Reads the workers' cells at a steady rate while a trial runs; asks nobody anything. Each sample becomes a frame for
 * whoever watches, and a row of the trial's series for the record.
 *
 * Guarantees: rates can be computed from a frame's own interval; a starved sampler shows as lateness, not as a dip.
 * Does not guarantee: that all workers' counts were read at one instant.
 */
export class Sampler {
  readonly #clock: Clock
  readonly #emit: (frame: Float64Array<ArrayBuffer>) => void
  readonly #runStartedMillis: number
  #sequence = 0

  /** @param runStartedMillis on the clock's own scale */
  constructor(clock: Clock, emit: (frame: Float64Array<ArrayBuffer>) => void, runStartedMillis: number) {
    this.#clock = clock
    this.#emit = emit
    this.#runStartedMillis = runStartedMillis
  }

  /** Starts to sample; the returned function ends it and gives what was recorded. */
  watch({ arm, trial, workers, tiles = null }: Sampled): () => TrialSeries | null {
    const { cells } = workers
    const series: TrialSeries = { trial, atMillis: [], latenessMillis: [], operations: [] }
    const unwrapped = cells.map(() => 0)
    let started = 0
    let previous = 0
    const stop = this.#clock.every(PERIOD_MILLIS, () => {
      // All or nothing: before the last worker is over the start line there is no throughput to show.
      if (cells.some(cell => cell.phase.load() < PHASE.measuring)) return
      const now = this.#clock.nowNanos() / 1e6
      if (started === 0) {
        started = Math.min(...cells.map(cell => cell.startedNanos.value)) / 1e6
        previous = started
      }
      cells.forEach((cell, worker) => {
        const before = unwrapped[worker] ?? 0
        // The live count is an i32 that wraps: its growth since the last sample is a u32.
        unwrapped[worker] = before + ((cell.operations.load() - (before | 0)) >>> 0)
      })
      const intervalMillis = now - previous
      // The first sample comes when it comes; from then on each is due one period after the one before.
      const latenessMillis = series.atMillis.length === 0 ? 0 : Math.max(0, intervalMillis - PERIOD_MILLIS)
      previous = now
      const operations = [...unwrapped]
      series.atMillis.push(now - started)
      series.latenessMillis.push(latenessMillis)
      series.operations.push(operations)
      this.#sequence += 1
      this.#emit(
        encodeFrame({
          sequence: this.#sequence,
          arm,
          trial,
          runMillis: this.#clock.nowMillis() - this.#runStartedMillis,
          atMillis: now - started,
          intervalMillis,
          latenessMillis,
          operations,
          states: statesOf(workers),
          tiles: tiles === null ? null : { columns: tiles.columns, owners: [...tiles.owners()] },
        }),
      )
    })
    return () => {
      stop()
      return series.atMillis.length > 0 ? series : null
    }
  }
}
