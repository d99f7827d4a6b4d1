import { describe, expect, it } from 'vitest'
import { createLab } from '../../src/engine/index.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { present } from '../helpers/present.ts'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const TRIALS = 10
const set = { requests: 6, latency: 10, limit: 2, trials: TRIALS }
const A_LONG_TIME = 60_000

describe('fetch-all on real sockets', () => {
  it('has as many requests under way as each variant says, and each request once', async () => {
    const document = await runTrials('fetch-all', { set })
    expectFixed(document, 'serial', 'limited')
    expectShown(document, 'gathered', 'over-limit', TRIALS)
    const took = (variant: string): number => present(variantOf(document, variant).measures['took']).median
    expect(took('serial')).toBeGreaterThanOrEqual(set.requests * (set.latency - 1))
    expect(took('gathered')).toBeLessThan(took('serial'))
    const { spans } = present(variantOf(document, 'serial').probe)
    expect(present(spans).row).toEqual([0, 1, 2, 3, 4, 5])
    expect(present(spans).toMillis).not.toContain(null)
  })

  it('takes about as long as one answer for twenty at a time, and twenty times as long one by one', async () => {
    const twenty = { requests: 20, latency: 50, trials: 3 }
    const document = await runTrials('fetch-all', { set: twenty, variants: ['serial', 'gathered'] })
    const [serial = NaN, gathered = NaN] = ['serial', 'gathered'].map(variant => {
      const took = variantOf(document, variant).trials.map(({ measures }) => present(measures?.['took'], variant))
      // A machine that is busy elsewhere can only make it longer.
      return Math.min(...took) / twenty.latency
    })
    expect(serial).toBeGreaterThan(19)
    expect(gathered).toBeGreaterThan(0.9)
    expect(gathered).toBeLessThan(3)
  })

  it('answers a stop while requests are under way, and no thread has to be ended for that', async () => {
    const lab = createLab({ threads: nodeThreads(), clock: nodeClock, machine: nodeMachine() })
    const quiet = { event: () => undefined, frame: () => undefined }
    const long = { requests: 100, latency: 500, limit: 1, trials: 1, warmUp: 0, timeCap: A_LONG_TIME / 1_000 }
    try {
      for (const variant of ['serial', 'gathered', 'limited']) {
        await lab.run({ experiment: 'fetch-all', variants: [variant], set: { ...set, trials: 1, warmUp: 0 } }, quiet)
        const before = await lab.pool()
        const stopped = await lab.run(
          { experiment: 'fetch-all', variants: [variant], set: long },
          {
            ...quiet,
            event: ({ kind }) => {
              if (kind === 'run-started') void nodeClock.sleep(300).then(() => lab.stop())
            },
          },
        )
        expect(stopped.state).toBe('cancelled')
        expect((await lab.pool()).threads).toEqual(before.threads)
      }
    } finally {
      await lab.close()
    }
  })

  it.each(['serial', 'limited'])('has an oracle that can fail: %s', async variant => {
    const document = await runSabotaged('fetch-all', { set: { ...set, trials: 2 }, variants: [variant] })
    expectCaught(document, variant, 'over-limit')
  })
})
