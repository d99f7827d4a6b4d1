import { beforeEach, describe, expect, it } from 'vitest'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { FakeThreads } from '../../../helpers/fake-threads.ts'
import { lostUpdateEntry, PARAMS } from '../../../helpers/records.ts'

const SPEC = {
  experiment: lostUpdateEntry,
  arms: [{ variant: 'mutex', params: PARAMS }],
  workers: 2,
  primitives: 'webassembly',
  telemetry: true,
} as const

let threads: FakeThreads
let pool: WorkerPool
let changes: number

beforeEach(() => {
  threads = new FakeThreads(trial => {
    trial.finish(1)
  })
  pool = new WorkerPool(threads, new FakeClock(), 3)
  changes = 0
  pool.onChange(() => {
    changes += 1
  })
})

describe('a worker pool', () => {
  it('names its threads, those in a session by their places and first', async () => {
    pool.warm()
    const session = await pool.open(SPEC)
    expect(pool.threads.map(({ worker }) => worker)).toEqual([0, 1, null])
    expect(new Set(pool.threads.map(({ name }) => name))).toEqual(new Set(['worker-1', 'worker-2', 'worker-3']))
    await pool.release(session)
    expect(pool.threads.map(({ worker }) => worker)).toEqual([null, null, null])
  })

  it('counts up how many of a session’s workers stand ready', async () => {
    const ready: number[] = []
    const session = await pool.open(SPEC, undefined, workers => ready.push(workers))
    expect(ready).toEqual([1, 2])
    await pool.release(session)
  })

  it('keeps as many threads warm as it was told last', async () => {
    pool.warm()
    await pool.resize(1)
    await expect.poll(() => pool.threadCount).toBe(1)
    await pool.resize(4)
    expect([pool.size, pool.threadCount]).toEqual([4, 4])
  })

  it('is rebuilt from new threads', async () => {
    pool.warm()
    await pool.rebuild()
    await expect.poll(() => pool.threads.map(({ name }) => name)).toEqual(['worker-4', 'worker-5', 'worker-6'])
    expect(threads.terminated).toEqual(['worker-1', 'worker-2', 'worker-3'])
  })

  it('tells of every change of what its threads do', async () => {
    pool.warm()
    expect(changes).toBe(3)
    const session = await pool.open(SPEC)
    expect(changes).toBe(5)
    await pool.release(session)
    expect(changes).toBe(7)
  })
})
