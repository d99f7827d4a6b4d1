import type { Calibration } from '../../contract/run-document.ts'
import { medianInterval } from '../analysis/statistics.ts'
import { calibration } from '../experiments/_calibration/experiment.ts'
import { SHORTEST_CPU_WINDOW_MILLIS } from '../experiments/kit/measures.ts'
import { spinLimit } from '../pool/start-line.ts'
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
 */
export async function calibrate(pool: WorkerPool, ports: Ports, workers: number, seed: number): Promise<Calibration> {
  const arms = [1, workers].map(parties => ({ variant: 'compute', params: paramsFor(parties) }))
  const session = await pool.open({ experiment: calibration, arms, workers, telemetry: true })
  const speedUps: number[] = []
  const shares: number[] = []
  try {
    for (let pair = 0; pair < PAIRS; pair++) {
      const alone = await measure(session, ports, ALONE, 1)
      const together = await measure(session, ports, TOGETHER, workers)
      speedUps.push(together.perMilli / alone.perMilli)
      shares.push(together.cpuPerWall)
    }
  } finally {
    await pool.release(session)
  }
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
): Promise<{ perMilli: number; cpuPerWall: number }> {
  session.startTrial({ arm, parties, seed: 0, spins: spinLimit(parties, machine.facts.cores) })
  await session.endOfTrial(WINDOW_MILLIS)
  await session.abandonTrial()
  const { measuredMillis, cpuMillis } = session.timing()
  return { perMilli: session.done().operations / measuredMillis, cpuPerWall: cpuMillis / measuredMillis }
}

function paramsFor(workers: number): Record<string, number> {
  return { workers, trials: PAIRS, warmUp: 0, timeCap: 10 }
}
