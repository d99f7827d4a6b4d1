import { afterAll, describe, expect, it } from 'vitest'
import { WORKER_STATES } from '../../../../src/contract/frames.ts'
import { statesOf } from '../../../../src/engine/telemetry/worker-state.ts'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import type { Session } from '../../../../src/engine/pool/session.ts'
import { nodeClock } from '../../../../src/node/clock.ts'
import { nodeThreads } from '../../../../src/node/worker-threads.ts'
import { witness } from '../../../helpers/body-experiment.ts'

const LIMIT = 60_000
const VARIANTS = witness.variants.map(({ variant }) => variant)
const PARAMS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }

const pool = new WorkerPool(nodeThreads(new URL('../../../helpers/body-main.ts', import.meta.url)), nodeClock, 2)
afterAll(() => pool.close())

async function withSession(use: (session: Session) => Promise<void>): Promise<void> {
  const arms = VARIANTS.map(variant => ({ variant, params: PARAMS }))
  const session = await pool.open({ experiment: witness, arms, workers: 2, primitives: 'javascript', telemetry: true })
  try {
    await use(session)
  } finally {
    await pool.release(session)
  }
}

function start(on: Session, variant: string): void {
  on.startTrial({ arm: VARIANTS.indexOf(variant), parties: 2, seed: 1, cores: 2 })
}

const untilOutside = async (on: Session): Promise<void> => {
  while (
    on
      .view(0)
      .standing()
      .some(({ outside }) => outside === 0)
  )
    await nodeClock.sleep(1)
}

describe('an async kernel', () => {
  it('is over when its promise is settled', () =>
    withSession(async on => {
      for (let trial = 0; trial < 2; trial++) {
        start(on, 'sleeps-together')
        expect(await on.endOfTrial(LIMIT)).toBe('finished')
        // 100 sleeps of 10 ms, all at the same time.
        expect(on.done()).toEqual({ operations: 200, perWorker: [100, 100] })
        expect(on.timing().measuredMillis).toBeGreaterThanOrEqual(10)
        expect(
          on
            .view(0)
            .standing()
            .map(({ outside }) => outside),
        ).toEqual([0, 0])
      }
    }))

  it('says how much it waits for, and answers a stop', () =>
    withSession(async on => {
      for (let trial = 0; trial < 3; trial++) {
        start(on, 'sleeps-long')
        await untilOutside(on)
        expect(await on.abandonTrial()).toEqual([])
        expect(on.fault).toBeNull()
        // What the stopped trial still waited for is not counted in the next one.
        start(on, 'sleeps-together')
        expect(await on.endOfTrial(LIMIT)).toBe('finished')
        expect(
          on
            .view(0)
            .standing()
            .map(({ outside }) => outside),
        ).toEqual([0, 0])
      }
    }))

  it('is seen waiting while its event loop sleeps, and never while it computes', () =>
    withSession(async on => {
      const states = (): string[] => statesOf(on.view(0).seen()).map(state => WORKER_STATES[state] ?? 'unknown')
      start(on, 'sleeps-long')
      await untilOutside(on)
      await expect.poll(states).toEqual(['waits', 'waits'])
      const doing = on.view(0).standing()
      expect(doing.map(({ does }) => does.does)).toEqual(['sleeps', 'sleeps'])
      await on.abandonTrial()
      start(on, 'waits-epoch-first')
      await on.started(LIMIT)
      await expect.poll(states).toEqual(['runs', 'runs'])
      for (let look = 0; look < 100; look++) {
        expect(states()).toEqual(['runs', 'runs'])
        await nodeClock.yield()
      }
      await on.abandonTrial()
    }))

  it('that rejects is told like one that throws', () =>
    withSession(async on => {
      start(on, 'rejects')
      expect(await on.endOfTrial(LIMIT)).toBe('fault')
      expect(on.fault?.message).toContain('RangeError: later')
      await on.abandonTrial()
    }))
})
