import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { shortTasks } from '../../../../src/engine/pool/dispatch/tasks.ts'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import { nodeClock } from '../../../../src/node/clock.ts'
import { nodeThreads } from '../../../../src/node/worker-threads.ts'
import { HandledThreads } from '../../../faults/support/handled-threads.ts'
import { witness } from '../../../helpers/body-experiment.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { present } from '../../../helpers/present.ts'
import { HANGING, trickyTasks } from './dispatch-tasks.ts'

const LIMIT = 60_000

const threads = new HandledThreads(nodeThreads(new URL('./dispatch-pool-main.ts', import.meta.url)))
const pool = new WorkerPool(threads, nodeClock, 2)
const open = (workers = 2) => pool.openDispatch(workers, trickyTasks)
let dispatch: Awaited<ReturnType<typeof open>> | undefined

afterEach(async () => {
  await dispatch?.close()
  dispatch = undefined
})
afterAll(() => pool.close())

async function opened(workers = 2): ReturnType<typeof open> {
  dispatch = await open(workers)
  return dispatch
}

/** How promises ended: results as they are, errors by their codes, and how many there were of each. */
async function endsOf(promises: readonly Promise<number>[]): Promise<Record<string, number>> {
  const ends = await Promise.all(promises.map(promise => promise.then(() => 'done', codeOf)))
  const counts: Record<string, number> = {}
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1
  return counts
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown)
}

describe('a dispatch on real threads', () => {
  it('answers each of 100 000 tasks once and rightly, more at a time than its lanes hold', async () => {
    const on = await opened()
    const random = new Prng(1)
    let answers = 0
    const wrong: string[] = []
    const ask = async (a: number, b: number): Promise<void> => {
      const answer = await on.run('weigh', a, b)
      answers += 1
      if (answer !== 3 * a - b) wrong.push(`${String(a)}, ${String(b)}: ${String(answer)}`)
    }
    for (let left = 100_000; left > 0;) {
      const burst = Math.min(left, 1 + random.nextBelow(3_000))
      left -= burst
      await Promise.all(Array.from({ length: burst }, (_, n) => ask(random.nextU32(), left + n)))
    }
    expect(wrong).toEqual([])
    expect(answers).toBe(100_000)
  })

  it('answers one task after the other, its workers awake or asleep', async () => {
    const on = await opened()
    for (let n = 0; n < 2_000; n++) {
      expect(await on.run('echo', n)).toBe(n)
      // Now and then for so long that the workers park.
      if (n % 50 === 0) await on.run('work', 300)
    }
  })

  it('lets the event loop turn after a bounded number of tasks, however fast they come', async () => {
    const on = await opened()
    let sinceTurn = 0
    let most = 0
    let turns = 0
    let busy = true
    const turn = (): void => {
      sinceTurn = 0
      turns += 1
      if (busy) setImmediate(turn)
    }
    setImmediate(turn)
    const asker = async (): Promise<void> => {
      for (let n = 0; n < 500; n++) {
        await on.run('echo', n)
        sinceTurn += 1
        most = Math.max(most, sinceTurn)
      }
    }
    await Promise.all(Array.from({ length: 64 }, asker))
    busy = false
    expect(most).toBeLessThan(600)
    expect(turns).toBeGreaterThan(50)
  })

  it('rejects a task that throws with what it threw, cut to what errors show, and goes on', async () => {
    const on = await opened()
    const [short, long, nothing] = await Promise.all(
      [on.run('throw', 2), on.run('throw', 1_000), on.run('throw-null', 0)].map(labRejectionOf),
    )
    expect(short).toMatchObject({ code: 'WORKER_FAILED', message: 'task throw threw RangeError: no 2: long long ' })
    expect(long?.message).toMatch(/^task throw threw RangeError: no 1000: (long ){20,}.*…$/)
    expect(nothing).toMatchObject({ code: 'WORKER_FAILED', message: 'task throw-null threw object null' })
    expect(await on.run('echo', 4)).toBe(4)
  })

  it('rejects the unfinished tasks of a worker that dies, answers the others, and replaces it', async () => {
    const on = await opened()
    const doomed = labRejectionOf(on.run('die', 7))
    const ends = await endsOf(Array.from({ length: 200 }, (_, n) => on.run('work', n)))
    expect(await doomed).toMatchObject({ code: 'WORKER_DIED', message: 'worker T1 died: it ended with exit code 7' })
    // Those in the ring behind it, and no other.
    expect(ends['WORKER_DIED']).toBe(63)
    expect(ends['done']).toBe(137)
    await expect.poll(() => pool.threadCount).toBe(2)
    expect(await endsOf(Array.from({ length: 1_000 }, (_, n) => on.run('echo', n)))).toEqual({ done: 1_000 })
  })

  it('settles every task once while workers are killed at random', async () => {
    const on = await opened()
    const random = new Prng(7)
    let settled = 0
    const counted = async (n: number): Promise<string> => {
      const end = await on.run(n % 3 === 0 ? 'work' : 'echo', n).then(value => (value === n ? 'done' : 'wrong'), codeOf)
      settled += 1
      return end
    }
    const ends: Promise<string>[] = []
    for (let kill = 0; kill < 12; kill++) {
      for (let n = 0; n < 400; n++) ends.push(counted(random.nextBelow(60)))
      await nodeClock.sleep(random.nextBelow(8))
      await threads.living[random.nextBelow(threads.living.length)]?.terminate()
      if (kill % 3 === 0) await on.run('echo', 1).catch(codeOf)
    }
    const seen = new Set(await Promise.all(ends))
    expect([...seen].filter(end => end !== 'done' && end !== 'WORKER_DIED')).toEqual([])
    expect(settled).toBe(ends.length)
    expect(await on.run('weigh', 2, 1)).toBe(5)
  })

  it('rejects what is left when it is closed, and terminates only a worker that does not come home', async () => {
    const on = await opened()
    const before = threads.living
    const working = Array.from({ length: 400 }, () => on.run('work', 2_000))
    const ends = endsOf(working)
    await working[0]
    await on.close()
    expect((await ends)['STOPPED']).toBeGreaterThan(200)
    expect(threads.living).toEqual(before)
    expect(await labRejectionOf(on.run('echo', 1))).toMatchObject({ code: 'STOPPED' })

    const stuck = await opened()
    const channel = new BroadcastChannel(HANGING)
    const hangs = new Promise(resolve => channel.addEventListener('message', resolve, { once: true }))
    const hanging = labRejectionOf(stuck.run('hang', 0))
    expect(await stuck.run('echo', 5)).toBe(5)
    await hangs
    channel.close()
    await stuck.close()
    expect(await hanging).toMatchObject({ code: 'STOPPED' })
    expect(threads.living).toHaveLength(1)
  })

  it('shares its workers with sessions, one after the other', async () => {
    const params = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
    const names = new Set<string>()
    for (let round = 0; round < 3; round++) {
      const on = await opened()
      expect(await endsOf(Array.from({ length: 300 }, (_, n) => on.run('echo', n)))).toEqual({ done: 300 })
      await on.close()
      const arms = [{ variant: present(witness.variants[0]).variant, params }]
      const session = await pool.open({
        experiment: witness,
        arms,
        workers: 2,
        primitives: 'javascript',
        telemetry: false,
      })
      for (const { name } of pool.threads) names.add(name)
      session.startTrial({ arm: 0, parties: 2, seed: 1, cores: 2 })
      expect(await session.endOfTrial(LIMIT)).toBe('finished')
      await pool.release(session)
    }
    expect(names.size).toBe(2)
  })

  it('is refused by workers that know other tasks', async () => {
    expect(await labRejectionOf(pool.openDispatch(2, shortTasks))).toMatchObject({ code: 'LAYOUT_MISMATCH' })
  })

  it('needs a whole number of workers', async () => {
    for (const workers of [0, 1.5, 65, NaN]) {
      expect(await labRejectionOf(open(workers))).toMatchObject({ code: 'BAD_VALUE' })
    }
  })

  it('gives up when no worker can be had any more, and says so to every task', async () => {
    const doomed = new WorkerPool(nodeThreads(new URL('./dispatch-pool-main.ts', import.meta.url)), nodeClock, 2)
    const on = await doomed.openDispatch(2, trickyTasks)
    const ends = endsOf([
      on.run('hang', 0),
      on.run('hang', 0),
      ...Array.from({ length: 200 }, (_, n) => on.run('echo', n)),
    ])
    await doomed.close()
    expect(await ends).toEqual({ WORKER_DIED: 128, STOPPED: 74 })
    expect(await labRejectionOf(on.run('echo', 1))).toMatchObject({ code: 'STOPPED' })
    await on.close()
  })
})
