import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { runDocumentSchema } from '../../src/contract/run-document.ts'
import { createLab } from '../../src/engine/index.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { present } from '../helpers/present.ts'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const MANY = 50_000
const FEW = { waits: 1_000, waitMillis: 5, workers: 3, trials: 10 }
const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
/** Of the whole process: the host, the terminal and one thread. */
const MOST_BYTES = 500e6

describe('gather on real threads', () => {
  it('ends every wait once, on one event loop and on threads', async () => {
    const document = await runTrials('gather', { set: FEW })
    expectFixed(document, 'event-loop', 'threads')
    const [loop, threads] = [variantOf(document, 'event-loop'), variantOf(document, 'threads')]
    expect(loop.trials.every(({ observed }) => observed['mostAtOnce'] === FEW.waits)).toBe(true)
    expect(threads.trials.every(({ observed }) => observed['asked'] === FEW.workers)).toBe(true)
    // By orders of magnitude: a wait is a timer and a promise, a thread has an engine of its own.
    const [wait, thread] = [loop, threads].map(({ measures }) => present(measures['cost']).median)
    expect(present(thread)).toBeGreaterThan(100 * present(wait))
  })

  it('uses no more threads than there are waits', async () => {
    const set = { ...FEW, waits: 10, workers: 12, trials: 3 }
    const document = await runTrials('gather', { set, variants: ['threads'] })
    expectFixed(document, 'threads')
    expect(variantOf(document, 'threads').trials.map(({ operations }) => operations)).toEqual([10, 10, 10])
  })

  it(`has ${String(MANY)} waits at the same time on one thread, in less than 500 MB all together`, async () => {
    const asked = ['run', 'gather', '--preset', '50000', '--set', 'trials=1', '--set', 'seed=1', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...asked], { maxBuffer: 64e6 })
    const [trial] = variantOf(runDocumentSchema.parse(JSON.parse(stdout)), 'event-loop').trials
    expect(trial).toMatchObject({ outcome: 'all-once', operations: MANY })
    expect(trial?.observed).toMatchObject({ once: MANY, mostAtOnce: MANY })
    expect(Number(trial?.observed['processBytes'])).toBeLessThan(MOST_BYTES)
  })

  it('answers a stop while thousands wait, and no thread has to be ended for that', async () => {
    const lab = createLab({ threads: nodeThreads(), clock: nodeClock, machine: nodeMachine() })
    const set = { waits: 5_000, waitMillis: 500, workers: 1, trials: 100, warmUp: 0, seed: 1 }
    try {
      await lab.run(
        { experiment: 'gather', variants: ['event-loop'], set: { ...set, waits: 10, waitMillis: 1, trials: 1 } },
        { event: () => undefined, frame: () => undefined },
      )
      const before = await lab.pool()
      const document = await lab.run(
        { experiment: 'gather', variants: ['event-loop'], set },
        {
          event: ({ kind }) => {
            if (kind === 'run-started') void nodeClock.sleep(400).then(() => lab.stop())
          },
          frame: () => undefined,
        },
      )
      expect(document.state).toBe('cancelled')
      expect(before.threads.length).toBeGreaterThan(0)
      expect((await lab.pool()).threads).toEqual(before.threads)
    } finally {
      await lab.close()
    }
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('gather', { set: { ...FEW, trials: 2 }, variants: ['event-loop'] })
    expectCaught(document, 'event-loop', 'missed')
  })
})
