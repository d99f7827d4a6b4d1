import type { Calibration } from '../../contract/run-document.ts'
import { medianInterval } from '../analysis/statistics.ts'
import { calibration } from '../experiments/_calibration/experiment.ts'
import { SHORTEST_CPU_WINDOW_MILLIS } from '../experiments/kit/measures.ts'
import type { Session } from '../pool/session.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'

const PAIRS = 3
const WINDOW_MILLIS = SHORTEST_CPU_WINDOW_MILLIS * 1.2

/** What pure independent computing reached with so many workers. Lists have an entry for each round that succeeded. */
export interface Capacity {
  readonly workers: number
  /** Steps per millisecond. */
  readonly rates: readonly number[]
  /** Over one worker alone in the same round. */
  readonly speedUps: readonly number[]
  /** CPU seconds per wall second. */
  readonly cpuPerWall: readonly number[]
  /** Steps per CPU second, over those of one worker alone in the same round: whoever else wants the cores, it stays. */
  readonly cpuWorths: readonly number[]
}

/**
 * Measures what pure independent computing reaches on this machine now: in each round one worker alone and then every
 * number of `counts`, every second round backwards, so that a drift falls on all alike. A window with all workers comes
 * before that and is not counted.
 * @returns one entry per count; one worker alone, if it is asked for, is measured once a round
 */
export async function measureCapacity(
  pool: WorkerPool,
  ports: Ports,
  counts: readonly number[],
  { rounds, stopped }: { readonly rounds: number; readonly stopped: () => boolean },
): Promise<readonly Capacity[]> {
  const together = counts.filter(count => count > 1)
  const sizes = [1, ...together]
  const most = Math.max(...sizes)
  const session = await pool.open({
    experiment: calibration,
    arms: sizes.map(workers => ({ variant: 'compute', params: paramsFor(workers) })),
    workers: most,
    primitives: 'webassembly',
    telemetry: true,
  })
  const measured = new Map(sizes.map(workers => [workers, noSamples()]))
  try {
    // Each worker compiles its code in its first window, which therefore does not count.
    if (!stopped()) await measure(session, ports, sizes.indexOf(most), most)
    for (let round = 0; round < rounds && !stopped(); round++) {
      const alone = await measure(session, ports, 0, 1)
      if (alone === null) continue
      keep(measured.get(1), alone, alone)
      for (const workers of round % 2 === 0 ? together : together.toReversed()) {
        if (stopped()) break
        keep(measured.get(workers), await measure(session, ports, sizes.indexOf(workers), workers), alone)
      }
    }
  } finally {
    await pool.release(session)
  }
  return counts.map(workers => ({ workers, ...(measured.get(workers) ?? noSamples()) }))
}

interface Samples {
  rates: number[]
  speedUps: number[]
  cpuPerWall: number[]
  cpuWorths: number[]
}

function noSamples(): Samples {
  return { rates: [], speedUps: [], cpuPerWall: [], cpuWorths: [] }
}

interface Window {
  readonly perMilli: number
  readonly perCpuMilli: number
  readonly cpuPerWall: number
}

function keep(samples: Samples | undefined, window: Window | null, alone: Window): void {
  if (samples === undefined || window === null) return
  samples.rates.push(window.perMilli)
  samples.speedUps.push(window.perMilli / alone.perMilli)
  samples.cpuPerWall.push(window.cpuPerWall)
  samples.cpuWorths.push(window.perCpuMilli / alone.perCpuMilli)
}

/**
 * Calibrates one number of workers: one alone against all together, paired, `PAIRS` times.
 * @returns null when it was stopped, or when the workers did not get to compute within a window
 */
export async function calibrate(
  pool: WorkerPool,
  ports: Ports,
  { workers, seed, stopped }: { readonly workers: number; readonly seed: number; readonly stopped: () => boolean },
): Promise<Calibration | null> {
  const [capacity] = await measureCapacity(pool, ports, [workers], { rounds: PAIRS, stopped })
  return stopped() || capacity === undefined ? null : calibrationOf(capacity, seed)
}

/** @returns null where too few rounds succeeded */
export function calibrationOf(
  { workers, speedUps, cpuPerWall, cpuWorths }: Capacity,
  seed: number,
): Calibration | null {
  if (speedUps.length < PAIRS) return null
  return {
    workers,
    speedUp: { unit: 'ratio', ...medianInterval(speedUps, seed) },
    cpuPerWall: { unit: 'CPU s/s', ...medianInterval(cpuPerWall, seed) },
    cpuWorth: { unit: 'ratio', ...medianInterval(cpuWorths, seed) },
  }
}

async function measure(session: Session, { machine }: Ports, arm: number, parties: number): Promise<Window | null> {
  await session.ready()
  session.startTrial({ arm, parties, seed: 0, cores: machine.facts.cores })
  await session.endOfTrial(WINDOW_MILLIS)
  await session.abandonTrial()
  const { measuredMillis, cpuMillis } = session.timing()
  const { operations, perWorker } = session.done()
  // With many more workers than cores a window can end before all of them have crossed the start line.
  if (measuredMillis < WINDOW_MILLIS / 2 || perWorker.some(own => own === 0) || cpuMillis === 0) return null
  return {
    perMilli: operations / measuredMillis,
    perCpuMilli: operations / cpuMillis,
    cpuPerWall: cpuMillis / measuredMillis,
  }
}

function paramsFor(workers: number): Record<string, number> {
  return { workers, trials: PAIRS, warmUp: 0, stallAfter: 1, timeCap: 10 }
}
