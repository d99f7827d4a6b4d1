import { afterEach, describe, expect, it } from 'vitest'
import { EXPERIMENT_OFFSET } from '../../../../src/engine/pool/session-memory.ts'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import type { Session } from '../../../../src/engine/pool/session.ts'
import { nodeClock } from '../../../../src/node/clock.ts'
import { nodeThreads } from '../../../../src/node/worker-threads.ts'
import { twinWords, witness } from '../../../helpers/body-experiment.ts'

/** Far more than a trial takes on a busy machine. */
const LIMIT = 60_000
const PARAMS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
const VARIANTS = witness.variants.map(({ variant }) => variant)

const pool = new WorkerPool(nodeThreads(new URL('../../../helpers/body-main.ts', import.meta.url)), nodeClock, 2)
let session: Session | undefined

afterEach(async () => {
  if (session !== undefined) await pool.release(session)
  session = undefined
})

async function open(workers = 2): Promise<Session> {
  const arms = VARIANTS.map(variant => ({ variant, params: { ...PARAMS, workers } }))
  session = await pool.open({ experiment: witness, arms, workers, primitives: 'javascript', telemetry: true })
  return session
}

function start(on: Session, variant: string, parties = 2): void {
  on.startTrial({ arm: VARIANTS.indexOf(variant), parties, seed: 1, cores: 2 })
}

describe('the worker body on real threads', () => {
  it('runs the kernel of each trial once on each party, and counts what it did', async () => {
    const on = await open()
    for (const parties of [2, 1, 2, 2]) {
      start(on, 'runs', parties)
      expect(await on.endOfTrial(LIMIT)).toBe('finished')
      expect(on.judge(VARIANTS.indexOf('runs')).observed).toEqual({ runs: parties })
      expect(on.done()).toEqual({ operations: 10 * parties, perWorker: Array.from({ length: parties }, () => 10) })
    }
  })

  it('tells what a kernel threw, and goes on to the next trial', async () => {
    const on = await open()
    start(on, 'throws')
    expect(await on.endOfTrial(LIMIT)).toBe('fault')
    expect(on.fault?.code).toBe('WORKER_FAILED')
    expect(on.fault?.message).toContain('RangeError: from the kernel')
    expect(await on.abandonTrial()).toEqual([])
    start(on, 'runs')
    expect(await on.endOfTrial(LIMIT)).toBe('finished')
    expect(on.fault).toBeNull()
  })

  it('does not run again, in a worker that comes late, the trial that killed the one before', async () => {
    const on = await open(1)
    start(on, 'dies', 1)
    expect(await on.endOfTrial(LIMIT)).toBe('fault')
    expect(on.fault).toMatchObject({ code: 'WORKER_DIED', worker: 0 })
    await on.abandonTrial()
    for (let trial = 0; trial < 5; trial++) {
      await on.ready()
      start(on, 'runs', 1)
      const end = await on.endOfTrial(LIMIT)
      expect([end, on.fault]).toEqual(['finished', null])
      expect(on.judge(VARIANTS.indexOf('runs')).observed).toEqual({ runs: 1 })
    }
  })

  it('names the awaited word before its epoch is odd and until it is even, which a twin in the other order breaks', async () => {
    const on = await open(1)
    const cells = on.words.waiting.records.of(0)
    const [message] = [on.attachMessage(0)]
    const twin = twinWords(message.memory.buffer, EXPERIMENT_OFFSET)

    start(on, 'waits', 1)
    const orderly = watch(cells)
    expect(await end(on)).toEqual([])
    start(on, 'waits-epoch-first', 1)
    const disorderly = watch(twin)
    expect(await end(on)).toEqual([])

    expect(orderly.waits).toBeGreaterThan(0)
    expect(orderly.waitsForNothing).toBe(0)
    expect(disorderly.waitsForNothing).toBeGreaterThan(0)
  })
})

interface WaitWords {
  readonly waitingFor: { load(): number }
  readonly waitEpoch: { load(): number }
}

const LOOKS = 50_000_000
const ENOUGH = 20_000

/**
 * Looks at the words of a waiting worker as a detector would, until it has seen enough waits: within one odd epoch,
 * no word may be named that is not waited for.
 */
function watch({ waitingFor, waitEpoch }: WaitWords): { waits: number; waitsForNothing: number } {
  const seen = { waits: 0, waitsForNothing: 0 }
  for (let look = 0; look < LOOKS && seen.waits < ENOUGH; look++) {
    const before = waitEpoch.load()
    const word = waitingFor.load()
    if (before % 2 === 0 || waitEpoch.load() !== before) continue
    seen.waits += 1
    if (word === 0) seen.waitsForNothing += 1
  }
  return seen
}

/** Ends a trial that goes on until it is stopped. */
async function end(on: Session): Promise<readonly number[]> {
  on.endEarly('stop')
  expect(await on.endOfTrial(LIMIT)).toBe('stop')
  return on.abandonTrial()
}
