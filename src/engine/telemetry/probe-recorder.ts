import { holderOf } from '../../base/lock-word.ts'
import type { Probe } from '../../contract/run-document.ts'
import type { Word } from '../memory/cells.ts'
import type { Clock } from '../ports.ts'
import { lowerEndOf } from './histogram.ts'
import { PHASE, type WorkerCells } from './worker-cells.ts'
import { statesOf, type SeenWorkers } from './worker-state.ts'

/** As often as a timer fires. */
const PERIOD_MILLIS = 1
/** More than a picture has columns; a longer probe is sampled less often. */
const MOST_SAMPLES = 2000

/** What is looked at in a probe. */
export interface Probed extends SeenWorkers {
  readonly locks: readonly { readonly name: string; readonly word: Word }[]
  readonly levels: readonly {
    readonly name: string
    readonly title: string
    readonly unit: string
    readonly ceiling: number
    read(): number
  }[]
}

interface Sample {
  readonly atMillis: number
  readonly states: readonly number[]
  readonly owners: readonly number[]
  readonly levels: readonly number[]
}

/**
 * Looks a thousand times a second at what everybody does, who holds which lock and how full things are.
 *
 * Does not guarantee: that what one sample shows was so at one instant; that nothing happened between two samples.
 * @returns ends the recording and gives what was seen
 */
export function recordProbe(clock: Clock, probed: Probed): () => ProbeRecord {
  const { cells, locks, levels } = probed
  let samples: Sample[] = []
  let everyNth = 1
  let ticks = 0
  let started = 0
  const end = clock.every(PERIOD_MILLIS, () => {
    if (cells.some(cell => cell.phase.load() < PHASE.measuring)) return
    if (started === 0) started = Math.min(...cells.map(cell => cell.startedNanos.value))
    if (ticks++ % everyNth !== 0) return
    samples.push({
      atMillis: (clock.nowNanos() - started) / 1e6,
      states: statesOf(probed),
      owners: locks.map(({ word }) => holderOf(word.load())),
      levels: levels.map(level => level.read()),
    })
    if (samples.length < MOST_SAMPLES) return
    samples = samples.filter((_, index) => index % 2 === 0)
    everyNth *= 2
  })
  return () => {
    end()
    return {
      atMillis: samples.map(({ atMillis }) => atMillis),
      states: samples.map(({ states }) => [...states]),
      owners: locks.map(({ name }, lock) => ({ name, owners: samples.map(({ owners }) => owners[lock] ?? -1) })),
      levels: levels.map(({ name, title, unit, ceiling }, level) => {
        return { name, title, unit, ceiling, values: samples.map(sample => sample.levels[level] ?? 0) }
      }),
      waits: waitsOf(cells),
      perWorker: cells.map(cell => cell.completed.value),
    }
  }
}

export type ProbeRecord = Omit<Probe, 'state' | 'outcome' | 'durationMillis' | 'spans' | 'lags'>

/** The waits of all workers together, bucket by bucket, empty ones left out. */
function waitsOf(cells: readonly WorkerCells[]): Probe['waits'] {
  const buckets = new Map<number, number>()
  for (const { waits } of cells) {
    for (const [bucket, count] of waits.items.entries()) {
      if (count > 0) buckets.set(bucket, (buckets.get(bucket) ?? 0) + count)
    }
  }
  return [...buckets]
    .toSorted(([a], [b]) => a - b)
    .map(([bucket, count]) => ({ fromNanos: lowerEndOf(bucket), toNanos: lowerEndOf(bucket + 1), count }))
}
