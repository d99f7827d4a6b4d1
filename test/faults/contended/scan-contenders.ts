import { defaultOf } from '../../../src/engine/experiments/kit/params.ts'
import { judgeWaits } from '../../../src/engine/analysis/wait-for-graph.ts'
import { WorkerPool } from '../../../src/engine/pool/worker-pool.ts'
import { mapValues } from '../../../src/base/typed-object.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { nodeThreads } from '../../../src/node/worker-threads.ts'
import { contended } from './experiment.ts'

/** What looking at workers that can never deadlock came to. */
export interface Scans {
  readonly scans: number
  /** Deadlocks that were reported, all false. */
  readonly reported: number
  /** Cycles that did not stand. */
  readonly rejected: number
  readonly waits: number
}

const SCANS_IN_A_ROW = 200
const WAITS_WITHIN_MILLIS = 20_000

/** Looks at contending workers at least as often as asked, as fast as it can. */
export async function scanContenders(variant: string, workers: number, scans: number): Promise<Scans> {
  const machine = { cores: 2 }
  const params = { ...mapValues(contended.params, spec => defaultOf(spec, machine)), workers }
  const pool = new WorkerPool(nodeThreads(new URL('./contended-worker-main.ts', import.meta.url)), nodeClock, workers)
  const arms = [{ variant, params }]
  const session = await pool.open({ experiment: contended, arms, workers, primitives: 'webassembly', telemetry: true })
  try {
    session.startTrial({ arm: 0, parties: workers, seed: 1, cores: machine.cores })
    await session.started(10_000)
    const view = session.view(0).waits()
    let [done, reported, rejected, waits] = [0, 0, 0, 0]
    // Workers that get no core for a while do not wait either: there must be something to be wrong about.
    const giveUp = nodeClock.nowMillis() + WAITS_WITHIN_MILLIS
    while (done < scans || (waits <= scans && nodeClock.nowMillis() < giveUp)) {
      for (let row = 0; row < SCANS_IN_A_ROW; row++, done++) {
        const look = view.look()
        const judged = judgeWaits(look.waits, { gone: new Set(), byPreference: look.byPreference })
        reported += judged.proved.length
        rejected += judged.rejected
        waits += look.waits.filter(({ waitsFor }) => waitsFor >= 0).length
      }
      await nodeClock.yield()
    }
    session.endEarly('stop')
    await session.endOfTrial(1000)
    await session.abandonTrial()
    return { scans: done, reported, rejected, waits }
  } finally {
    await pool.release(session)
    await pool.close()
  }
}
