import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { asCompleted } from '../../../../src/engine/experiments/kit/executor.ts'
import { notify } from '../../../../src/engine/memory/atomics.ts'
import { nodeClock } from '../../../../src/node/clock.ts'
import { labErrorOf, labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { WitnessExecutors } from '../../../helpers/open-executors.ts'
import * as tasks from '../../../helpers/witness-tasks.ts'

const LIMIT = 60_000

const executors = new WitnessExecutors()
afterAll(() => executors.close())

const { begun, gate } = executors.words
beforeEach(() => {
  begun.store(0)
  gate.store(0)
})

async function untilBegun(count: number): Promise<void> {
  const deadline = nodeClock.nowMillis() + LIMIT / 2
  while (begun.load() < count) {
    if (nodeClock.nowMillis() > deadline) throw new Error(`${begun.load()} of ${count} tasks have begun`)
    await nodeClock.sleep(1)
  }
}

function openGate(): void {
  gate.store(1)
  notify(gate.cell)
}

describe.each(['threads', 'processes'] as const)('an executor of %s', kind => {
  it('brings arguments there and results back, as numbers and as copies', async () => {
    await using pool = await executors.open(kind, 2)
    const record = { list: [1, 'two'], map: new Map([[1, new Date(0)]]) }
    expect(await pool.submit(tasks.same, record).result).toEqual(record)
    expect(await pool.submit(tasks.sum).result).toBe(0)
    expect(await pool.submit(tasks.sum, 1).result).toBe(1)
    expect(await pool.submit(tasks.sum, 0.5, -2).result).toBe(-1.5)
    expect(await pool.submit(tasks.sum, 1, 2, 3).result).toBe(6)
    expect(await pool.submit(tasks.same, undefined).result).toBeUndefined()
    expect(await pool.submit(tasks.awaits, 3).result).toBe(3)
    expect(await pool.submit(tasks.same, NaN).result).toBeNaN()
  })

  it('does many tasks, each once, and tells when and where', async () => {
    await using pool = await executors.open(kind, 2)
    const submitted = Array.from({ length: 500 }, (_, n) => pool.submit(tasks.sum, n, 0.5))
    const results = await Promise.all(submitted.map(({ result }) => result))
    expect(results).toEqual(submitted.map((_, n) => n + 0.5))
    expect(submitted.map(({ number }) => number)).toEqual(submitted.map((_, n) => n))
    for (const { state, worker, submittedNanos, startedNanos, endedNanos } of submitted) {
      expect([state, worker === 0 || worker === 1]).toEqual(['done', true])
      expect(startedNanos).toBeGreaterThan(submittedNanos)
      expect(endedNanos).toBeGreaterThanOrEqual(startedNanos ?? Infinity)
    }
  })

  it('tells what a task threw, and goes on', async () => {
    await using pool = await executors.open(kind, 1)
    const { code, message } = await labRejectionOf(pool.submit(tasks.throws, 'too much').result)
    expect([code, message]).toEqual(['WORKER_FAILED', 'task throws threw RangeError: too much'])
    expect((await labRejectionOf(pool.submit(tasks.unclonable).result)).message).toContain('could not be cloned')
    expect(await pool.submit(tasks.sum, 2).result).toBe(2)
  })

  it('refuses what cannot cross over, and functions that workers do not know', async () => {
    await using pool = await executors.open(kind, 1)
    const { code, message } = await labRejectionOf(pool.submit(tasks.same, () => 1).result)
    expect([code, message]).toEqual(['BAD_VALUE', expect.stringContaining('() => 1 could not be cloned')])
    expect(labErrorOf(() => pool.submit(() => 1))).toMatchObject({
      code: 'BAD_VALUE',
      message: 'a worker knows tasks by their names, got a function without a name',
    })
    expect(await pool.submit(tasks.sum, 2).result).toBe(2)
    expect(executors.busy).toBe(0)
  })

  it('maps in the order of the items, and hands tasks over as they complete', async () => {
    await using pool = await executors.open(kind, 2)
    const mapped: number[] = []
    for await (const millis of pool.map(tasks.sleeps, [40, 1, 1])) mapped.push(millis)
    expect(mapped).toEqual([40, 1, 1])
    const submitted = [200, 1].map(millis => pool.submit(tasks.sleeps, millis))
    const order: number[] = []
    for await (const { number } of asCompleted(submitted)) order.push(number)
    expect(order).toEqual(submitted.map(({ number }) => number).toReversed())
  })

  it('takes back the rest of a map that nobody asks for any more', async () => {
    await using pool = await executors.open(kind, 1)
    for await (const first of pool.map(tasks.sleeps, [1, 10_000_000, 10_000_000])) {
      expect(first).toBe(1)
      break
    }
    await pool.shutdown({ cancel: true, graceMillis: 1 })
  })

  it('takes a task back that has not begun, and none that has ended', async () => {
    await using pool = await executors.open(kind, 1)
    const first = pool.submit(tasks.sleeps, 50)
    const second = pool.submit(tasks.sleeps, 10_000_000)
    const third = pool.submit(tasks.same, 'x')
    expect([second.cancel(), second.cancel()]).toEqual([true, false])
    expect((await labRejectionOf(second.result)).code).toBe('CANCELLED')
    expect([await first.result, await third.result]).toEqual([50, 'x'])
    expect([first, second, third].map(({ state }) => state)).toEqual(['done', 'cancelled', 'done'])
    expect(first.cancel()).toBe(false)
    expect(second.startedNanos).toBeNull()
  })

  it('waits for its tasks when it is shut down, and takes no more', async () => {
    const pool = await executors.open(kind, 1)
    const tasksLeft = [1, 2, 3].map(n => pool.submit(tasks.sleeps, n))
    await pool.shutdown()
    expect(tasksLeft.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    expect((await labRejectionOf(pool.submit(tasks.sum).result)).code).toBe('STOPPED')
    await pool.shutdown()
  })

  it('ends workers that do not heed a cancelling shutdown, and has others for the next executor', async () => {
    const pool = await executors.open(kind, 1)
    const stuck = pool.submit(tasks.stays, 0)
    const waiting = pool.submit(tasks.sum, 1)
    if (kind === 'threads') await untilBegun(1)
    await pool.shutdown({ cancel: true, graceMillis: 20 })
    expect((await labRejectionOf(stuck.result)).code).toBe('STOPPED')
    expect((await labRejectionOf(waiting.result)).code).toBe('CANCELLED')
    await using next = await executors.open(kind, 1)
    expect(await next.submit(tasks.sum, 3).result).toBe(3)
  })

  it('costs one task when a worker dies', async () => {
    await using pool = await executors.open(kind, 1)
    const dying = pool.submit(tasks.dies)
    const after = [1, 2, 3].map(n => pool.submit(tasks.sleeps, n))
    const { code, message } = await labRejectionOf(dying.result)
    expect([code, message]).toEqual(['WORKER_DIED', expect.stringContaining('exit code 7')])
    expect(await Promise.all(after.map(({ result }) => result))).toEqual([1, 2, 3])
  })

  it('keeps its workers warm for the next one', async () => {
    const processes: unknown[] = []
    for (let round = 0; round < 3; round++) {
      await using pool = await executors.open(kind, 1)
      processes.push(await pool.submit(tasks.process).result)
      expect(pool.startMillis).toBeGreaterThan(0)
    }
    expect(new Set(processes).size).toBe(1)
    if (kind === 'processes') expect(processes).not.toContain(process.pid)
  })

  it('says that it is busy while it has tasks', async () => {
    await using pool = await executors.open(kind, 1)
    const submitted = [pool.submit(tasks.sleeps, 1), pool.submit(tasks.sleeps, 1)]
    expect(executors.busy).toBe(1)
    await Promise.all(submitted.map(({ result }) => result))
    expect(executors.busy).toBe(0)
  })

  it.each([0, 65, 1.5, NaN])('refuses %d workers', async workers => {
    const { code, message } = await labRejectionOf(executors.open(kind, workers))
    expect([code, message]).toEqual(['BAD_VALUE', expect.stringContaining(`got ${String(workers)}`)])
  })
})

describe('what differs between threads and processes', () => {
  it('threads share the experiment’s words', async () => {
    await using threads = await executors.open('threads', 1)
    await using processes = await executors.open('processes', 1)
    expect(await threads.submit(tasks.isShared).result).toBe(true)
    expect(await processes.submit(tasks.isShared).result).toBe(false)
  })

  it('threads take shared memory and transfer lists', async () => {
    await using threads = await executors.open('threads', 1)
    await using processes = await executors.open('processes', 1)
    const shared = new SharedArrayBuffer(8)
    expect(await threads.submit(tasks.same, shared).result).toBeInstanceOf(SharedArrayBuffer)
    expect((await labRejectionOf(processes.submit(tasks.same, shared).result)).code).toBe('BAD_VALUE')
    const moved = new ArrayBuffer(8)
    expect(await threads.submitWith({ transfer: [moved] }, tasks.same, moved).result).toHaveProperty('byteLength', 8)
    expect(moved.detached).toBe(true)
    expect(labErrorOf(() => processes.submitWith({ transfer: [new ArrayBuffer(8)] }, tasks.same, 1)).code).toBe(
      'BAD_VALUE',
    )
  })

  it('a running task of a thread hears that it is to stop, and one that sleeps is woken', async () => {
    await using threads = await executors.open('threads', 1)
    const computing = threads.submit(tasks.stays, 1)
    await untilBegun(1)
    expect([computing.state, computing.cancel()]).toEqual(['running', false])
    expect(await computing.result).toBe(1)
    const sleeping = threads.submit(tasks.sleeps, 10_000_000)
    while (sleeping.state !== 'running') await nodeClock.sleep(1)
    sleeping.cancel()
    expect((await labRejectionOf(sleeping.result)).message).toContain('asked to stop')
  })

  it('no task waits behind a long one while another thread is free', async () => {
    await using threads = await executors.open('threads', 2)
    // Short ones first: from now on several tasks are put into a thread's lane.
    await Promise.all(Array.from({ length: 500 }, () => threads.submit(tasks.sum, 1).result))
    const long = threads.submit(tasks.passes, 1)
    await untilBegun(1)
    const rest = Array.from({ length: 200 }, (_, n) => threads.submit(tasks.sum, n).result)
    expect(await Promise.all(rest)).toHaveLength(200)
    expect(long.state).toBe('running')
    openGate()
    expect(await long.result).toBe(1)
  })
})
