import { beforeEach, describe, expect, it } from 'vitest'
import { add, notify } from '../../../../src/engine/memory/atomics.ts'
import { memory } from '../../../../src/engine/experiments/lost-update/experiment.ts'
import { EXPERIMENT_OFFSET } from '../../../../src/engine/pool/session-memory.ts'
import type { Session } from '../../../../src/engine/pool/session.ts'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import { PHASE } from '../../../../src/engine/telemetry/worker-cells.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { FakeThreads, type FakeTrial } from '../../../helpers/fake-threads.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { present } from '../../../helpers/present.ts'
import { lostUpdateEntry, PARAMS } from '../../../helpers/records.ts'

const TRIAL = { arm: 0, parties: 2, seed: 1, cores: 2 }

let clock: FakeClock
let threads: FakeThreads
let pool: WorkerPool
let trials: FakeTrial[]

beforeEach(() => {
  clock = new FakeClock()
  trials = []
  threads = new FakeThreads(trial => trials.push(trial))
  pool = new WorkerPool(threads, clock, 2)
})

function open(): Promise<Session> {
  const arms = [{ variant: 'mutex', params: PARAMS }]
  return pool.open({ experiment: lostUpdateEntry, arms, workers: 2, primitives: 'webassembly', telemetry: true })
}

/** Lets everything that is ready run, for a few turns. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
}

async function started(session: Session): Promise<readonly [FakeTrial, FakeTrial]> {
  trials = []
  session.startTrial(TRIAL)
  await settle()
  return [present(trials[0]), present(trials[1])]
}

describe('a session', () => {
  it('ends a trial when the last worker is done, not before', async () => {
    const session = await open()
    const [first, second] = await started(session)
    const ends: string[] = []
    const end = session.endOfTrial(1_000).then(how => ends.push(how))
    first.finish(10)
    await settle()
    expect(ends).toEqual([])
    second.finish(10)
    await end
    expect(ends).toEqual(['finished'])
    expect(session.timing()).toEqual({ measuredMillis: 2, cpuMillis: 0, waits: 0 })
  })

  it('counts the waits of each trial for itself', async () => {
    const session = await open()
    for (const waits of [3, 0, 2]) {
      const [first, second] = await started(session)
      add(session.words.waiting.records.of(0).waitEpoch.cell, 2 * waits)
      first.finish(1)
      second.finish(1)
      expect(session.timing().waits).toBe(waits)
    }
  })

  it('ends a trial at once for a stop that is asked for while it runs', async () => {
    const session = await open()
    await started(session)
    const end = session.endOfTrial(1_000)
    session.endEarly('stop')
    expect(await end).toBe('stop')
  })

  it('says who broke a trial first, and why', async () => {
    const session = await open()
    const [first, second] = await started(session)
    const end = session.endOfTrial(1_000)
    const order = [first, second].toSorted((a, b) => a.attach.worker - b.attach.worker)
    present(order[1]).die({ code: 9, error: null })
    await settle()
    present(order[0]).die({ code: 1, error: 'later' })
    expect(await end).toBe('fault')
    expect(session.fault).toEqual({
      worker: 1,
      code: 'WORKER_DIED',
      message: 'worker T2 died: it ended with exit code 9',
    })
  })

  it('does not take the message of an earlier trial, session or stranger for a fault of this one', async () => {
    const session = await open()
    const [first, second] = await started(session)
    const { session: id } = first.attach
    for (const message of [
      { kind: 'threw', session: id, generation: first.generation - 1, reason: 'late' },
      { kind: 'threw', session: id + 1, generation: first.generation, reason: 'elsewhere' },
      { kind: 'threw', reason: 'shapeless' },
      null,
      'threw',
    ]) {
      first.say(message)
    }
    await settle()
    first.finish(1)
    second.finish(1)
    expect(await session.endOfTrial(1_000)).toBe('finished')
    expect(session.fault).toBeNull()
  })

  it('abandons a trial only when every worker has counted itself out of it', async () => {
    const session = await open()
    const [first, second] = await started(session)
    const answers: (readonly number[])[] = []
    void session.abandonTrial().then(terminated => answers.push(terminated))
    first.finish(1)
    // The other has said that it is done, and was interrupted right before it counted itself.
    const { finished } = session.words.control
    session.words.workers.cells.of(second.attach.worker).phase.store(PHASE.finished)
    clock.advance(10)
    await settle()
    expect(answers).toEqual([])
    add(finished.cell, 1)
    notify(finished.cell)
    for (let turn = 0; turn < 20; turn++) {
      clock.advance(2)
      await settle()
    }
    expect(answers).toEqual([[]])
  })

  it('terminates, after the grace time, exactly those that do not answer a stop', async () => {
    const session = await open()
    const [first, second] = await started(session)
    first.finish(1)
    const abandoning = session.abandonTrial()
    for (let turn = 0; turn < 300; turn++) {
      clock.advance(1)
      await Promise.resolve()
    }
    await settle()
    expect(await abandoning).toEqual([second.attach.worker])
    expect(session.words.waiting.stop.load()).toBe(1)
    await session.ready()
    expect(threads.attached).toHaveLength(3)
    expect(threads.attached.at(-1)).toMatchObject({ worker: second.attach.worker, generation: first.generation })
  })

  it('clears the memory of the experiment between trials', async () => {
    const session = await open()
    const [first, second] = await started(session)
    const words = memory.bind(first.attach.memory.buffer, EXPERIMENT_OFFSET)
    words.total.store(7)
    words.sums.of(63).store(7)
    first.finish(1)
    second.finish(1)
    await started(session)
    expect([words.total.load(), words.sums.of(63).load()]).toEqual([0, 0])
    expect(session.done()).toEqual({ operations: 0, perWorker: [0, 0] })
  })
})

describe('a pool', () => {
  it('starts another worker when one dies before it attached', async () => {
    let deaths = 2
    threads.refuse = () => (deaths-- > 0 ? { code: 1, error: 'bad start' } : null)
    const session = await open()
    expect(threads.started).toHaveLength(4)
    await pool.release(session)
  })

  it('gives up with one clear error after repeated failures, and is usable afterwards', async () => {
    threads.refuse = () => ({ code: 1, error: 'no such file' })
    const error = await labRejectionOf(open())
    expect(error.code).toBe('POOL_START_FAILED')
    expect(error.message).toContain('no such file')
    threads.refuse = null
    const refused = threads.attached.at(-1)?.session
    const usable = await open()
    expect(threads.attached.at(-1)?.session).toBe(usable.id)
    expect(usable.id).not.toBe(refused)
    await pool.release(usable)
  })

  it('names a worker that does not answer, and does not keep it', async () => {
    threads.refuse = () => ({ reason: 'other sources' })
    const error = await labRejectionOf(open())
    expect(error.code).toBe('LAYOUT_MISMATCH')
    expect(error.message).toContain('other sources')
  })

  it('keeps its size warm and ends the rest when it is told to shrink', async () => {
    pool.warm()
    expect(pool.threadCount).toBe(2)
    const arms = [{ variant: 'mutex', params: PARAMS }]
    const session = await pool.open({
      experiment: lostUpdateEntry,
      arms,
      workers: 5,
      primitives: 'webassembly',
      telemetry: true,
    })
    expect(pool.threadCount).toBe(5)
    await pool.release(session)
    await pool.shrink()
    expect(pool.threadCount).toBe(2)
    await pool.close()
    expect(pool.threadCount).toBe(0)
  })
})
