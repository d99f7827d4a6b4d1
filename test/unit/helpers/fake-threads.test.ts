import { describe, expect, it } from 'vitest'
import { WorkerPool } from '../../../src/engine/pool/worker-pool.ts'
import { FakeClock } from '../../helpers/fake-clock.ts'
import { FakeThreads } from '../../helpers/fake-threads.ts'
import { lostUpdateEntry, PARAMS } from '../../helpers/records.ts'

describe('FakeThreads', () => {
  it('attach, meet a trial with its variant, finish it when the test says so, and go home', async () => {
    const seen: string[] = []
    const threads = new FakeThreads(({ attach, variant, finish }) => {
      seen.push(`${variant} on ${attach.worker}`)
      finish(10)
    })
    const pool = new WorkerPool(threads, new FakeClock(), 2)
    const arms = [{ variant: 'mutex', params: PARAMS }]
    const session = await pool.open({
      experiment: lostUpdateEntry,
      arms,
      workers: 2,
      primitives: 'webassembly',
      telemetry: true,
    })
    session.startTrial({ arm: 0, parties: 2, seed: 1, cores: 2 })
    expect(await session.endOfTrial(1_000)).toBe('finished')
    expect(seen.toSorted()).toEqual(['mutex on 0', 'mutex on 1'])
    expect(session.done()).toEqual({ operations: 20, perWorker: [10, 10] })
    await pool.release(session)
    expect(threads.started).toEqual(['worker-1', 'worker-2'])
    expect(threads.terminated).toEqual([])
  })

  it('end when they die or are terminated, and say nothing afterwards', async () => {
    const heard: unknown[] = []
    const thread = new FakeThreads(() => undefined).start('lonely', {
      message: message => heard.push(message),
      exit: exit => heard.push(exit),
    })
    await thread.terminate()
    await thread.terminate()
    await Promise.resolve()
    expect(heard).toEqual([{ code: 1, error: null }])
  })
})
