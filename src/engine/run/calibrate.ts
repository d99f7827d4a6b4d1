import type { Calibration } from '../../contract/run-document.ts'
import { medianInterval } from '../analysis/statistics.ts'
import { calibration } from '../experiments/_calibration/experiment.ts'
import { SHORTEST_CPU_WINDOW_MILLIS } from '../experiments/kit/measures.ts'
import type { Session } from '../pool/session.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'

const PAIRS = 3
const WINDOW_MILLIS = SHORTEST_CPU_WINDOW_MILLIS * 1.2
const ALONE = 0
const TOGETHER = 1

/**
 * Measures what pure independent computing reaches on this machine now: one worker alone against all together, paired,
 * `PAIRS` times.
 * @returns null when it was stopped, or when the workers did not get to compute within a window
 */
export async function calibrate(
  pool: WorkerPool,
  ports: Ports,
  { workers, seed, stopped }: { readonly workers: number; readonly seed: number; readonly stopped: () => boolean },
): Promise<Calibration | null> {
  const arms = [1, workers].map(parties => ({ variant: 'compute', params: paramsFor(parties) }))
  const session = await pool.open({
    experiment: calibration,
    arms,
    workers,
    primitives: 'webassembly',
    telemetry: true,
  })
  const speedUps: number[] = []
  const shares: number[] = []
  try {
    for (let pair = 0; pair < PAIRS && !stopped(); pair++) {
      const alone = await measure(session, ports, ALONE, 1)
      const together = await measure(session, ports, TOGETHER, workers)
      if (alone === null || together === null) continue
      speedUps.push(together.perMilli / alone.perMilli)
      shares.push(together.cpuPerWall)
    }
  } finally {
    await pool.release(session)
  }
  if (stopped() || speedUps.length < PAIRS) return null
  return {
    workers,
    speedUp: { unit: 'ratio', ...medianInterval(speedUps, seed) },
    cpuPerWall: { unit: 'CPU s/s', ...medianInterval(shares, seed) },
  }
}

async function measure(
  session: Session,
  { machine }: Ports,
  arm: number,
  parties: number,
): Promise<{ perMilli: number; cpuPerWall: number } | null> {
  await session.ready()
  session.startTrial({ arm, parties, seed: 0, cores: machine.facts.cores })
  await session.endOfTrial(WINDOW_MILLIS)
  await session.abandonTrial()
  const { measuredMillis, cpuMillis } = session.timing()
  const { operations, perWorker } = session.done()
  // With many more workers than cores a window can end before all of them have crossed the start line.
  if (measuredMillis < WINDOW_MILLIS / 2 || perWorker.some(own => own === 0)) return null
  return { perMilli: operations / measuredMillis, cpuPerWall: cpuMillis / measuredMillis }
}

function paramsFor(workers: number): Record<string, number> {
  return { workers, trials: PAIRS, warmUp: 0, stallAfter: 1, timeCap: 10 }
}
