import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { Attention } from '../../../../src/engine/pool/dispatch/attention.ts'
import { HostLane } from '../../../../src/engine/pool/dispatch/host-lane.ts'
import { ASLEEP, AWAKE } from '../../../../src/engine/pool/dispatch/lane.ts'
import { serveTasks } from '../../../../src/engine/pool/dispatch/serve-tasks.ts'
import { TaskBoard } from '../../../../src/engine/pool/dispatch/task-board.ts'
import { nodeClock } from '../../../../src/node/clock.ts'
import { dispatchMemory, Lying, pendingTask, seen, Watched, type DispatchMemory, type Lane } from './dispatch-words.ts'

/**
 * One side of a lane runs on this thread; all that the other side does is put before a given step of it. Where that must
 * not be lost, and where twins without a notification or without a re-check do lose it.
 */

/** Nobody sleeps for so long who is woken, on however busy a machine. */
const LIMIT_MILLIS = 10_000
/** How long a twin's sleeper is left to sleep. */
const LOST_AFTER_MILLIS = 700

const threads: Worker[] = []
afterEach(async () => {
  await Promise.all(threads.splice(0).map(thread => thread.terminate()))
})

/** Wakes the worker of the lane in the end, if nobody else does, and tells that by `over` = 2. */
async function startRescuer({ buffer, lane }: DispatchMemory, millis: number): Promise<void> {
  const code = `
    const { parentPort, workerData: { buffer, over, parked, millis } } = require('node:worker_threads')
    parentPort.postMessage('ready')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis)
    const words = new Int32Array(buffer)
    if (Atomics.compareExchange(words, over / 4, 0, 2) !== 0) process.exit()
    Atomics.store(words, parked / 4, 0)
    Atomics.notify(words, parked / 4)`
  const { over, parked } = lane
  const workerData = { buffer, over: over.address, parked: parked.address, millis }
  const thread = new Worker(code, { eval: true, workerData })
  threads.push(thread)
  await new Promise(resolve => thread.once('message', resolve))
}

/** What a worker does that finds no work, up to its sleep: it looks twice at two words and raises a flag in between. */
const STEPS_BEFORE_SLEEP = 5
/** Of those on other words than the one that the twin lies about. */
const BEFORE_FLAG_OF_TWIN = 2

/** Whether a worker runs the task that is submitted before that step of its way to sleep. */
async function findsTaskBefore(step: number, twin?: (memory: DispatchMemory) => Partial<Lane>): Promise<boolean> {
  const memory = dispatchMemory()
  const host = new HostLane(memory.lane)
  let steps = 0
  const before = (): void => {
    steps += 1
    if (steps === step) host.push(pendingTask().task)
  }
  const { buffer, lane } = memory
  const watched = {
    submitted: new Watched(buffer, lane.submitted, before),
    over: new Watched(buffer, lane.over, before),
    parked: new Watched(buffer, lane.parked, before),
  }
  await startRescuer(memory, twin === undefined ? LIMIT_MILLIS : LOST_AFTER_MILLIS)
  serveTasks(seen(memory, { ...watched, ...twin?.(memory) }), 0, [
    () => {
      lane.over.store(1)
      return 0
    },
  ])
  expect(steps).toBeGreaterThanOrEqual(step)
  return lane.over.load() === 1
}

describe('a worker on its way to sleep', () => {
  it('finds a task that is submitted before any step of it', async () => {
    for (let step = 1; step <= STEPS_BEFORE_SLEEP; step++)
      expect([step, await findsTaskBefore(step)]).toEqual([step, true])
  })

  it('loses one that comes between its look and its flag, in a twin without the re-check', async () => {
    const found = await findsTaskBefore(BEFORE_FLAG_OF_TWIN, ({ buffer, lane }) => {
      let looks = 0
      let told = 0
      const submitted = new Lying(buffer, lane.submitted, truth => {
        looks += 1
        // Every second look is the re-check.
        if (looks % 2 === 1) told = truth
        return told
      })
      return { submitted }
    })
    expect(found).toBe(false)
  })
})

/** A thread that serves the lane and has parked. */
async function startParkedWorker({ buffer, lane }: DispatchMemory): Promise<void> {
  const thread = new Worker(new URL('./dispatch-lane-main.ts', import.meta.url), { workerData: { buffer, lane: 0 } })
  threads.push(thread)
  await expect.poll(() => lane.parked.load()).toBe(ASLEEP)
  // From its flag to its sleep.
  await nodeClock.sleep(50)
}

describe('a worker that sleeps', () => {
  it('is woken by a task, once, and by the end', async () => {
    const memory = dispatchMemory()
    await startParkedWorker(memory)
    const host = new HostLane(memory.lane)
    host.push(pendingTask().task)
    await expect.poll(() => memory.lane.finished.load()).toBe(1)
    await expect.poll(() => memory.lane.parked.load()).toBe(ASLEEP)
    const [thread] = threads
    const exit = new Promise(resolve => thread?.once('exit', resolve))
    host.end()
    expect(await exit).toBe(0)
  })

  it('sleeps on in a twin without the notification', async () => {
    const memory = dispatchMemory()
    await startParkedWorker(memory)
    const { buffer, lane } = memory
    const host = new HostLane({ ...lane, parked: new Lying(buffer, lane.parked, () => AWAKE) })
    host.push(pendingTask().task)
    await nodeClock.sleep(LOST_AFTER_MILLIS)
    expect(lane.finished.load()).toBe(0)
  })
})

type HostStep = 'before it raises the bell' | 'before its last look' | 'when it sleeps'

/** Whether the host passes on a result that a worker has at that step of the host's way to sleep. */
async function hearsResult(
  when: HostStep,
  twin: 'without re-check' | 'without notification' | null = null,
): Promise<boolean> {
  const memory = dispatchMemory()
  const { buffer, lane, words } = memory
  const bellOfWorker = twin === 'without notification' ? new Lying(buffer, words.bell, () => AWAKE) : words.bell
  const work = (): void => {
    serveTasks(seen(memory, {}, bellOfWorker), 0, [
      a => {
        lane.over.store(1)
        return a
      },
    ])
  }
  let isRaised = false
  const bell = new Watched(buffer, words.bell, () => {
    if (isRaised) return
    if (when === 'before it raises the bell') work()
    isRaised = true
    if (when === 'when it sleeps') setTimeout(work, 20)
  })
  let looks = 0
  const watched = new Watched(buffer, lane.finished, () => {
    if (!isRaised) return
    looks += 1
    if (when === 'before its last look' && looks === 1) work()
  })
  const lying = new Lying(buffer, lane.finished, truth => {
    if (!isRaised) return truth
    looks += 1
    return looks === 1 ? 0 : truth
  })
  const board = new TaskBoard([new HostLane({ ...lane, finished: twin === 'without re-check' ? lying : watched })])
  board.lanes[0]?.open()
  const { task, end } = pendingTask(7)
  board.submit(task)
  new Attention(bell, board, nodeClock).attend()
  const result = await Promise.race([end, nodeClock.sleep(twin === null ? LIMIT_MILLIS : LOST_AFTER_MILLIS)])
  expect(isRaised).toBe(true)
  return result === 7
}

describe('a host on its way to sleep', () => {
  it.each(['before it raises the bell', 'before its last look', 'when it sleeps'] as const)(
    'hears of a result that is there %s',
    async when => {
      expect(await hearsResult(when)).toBe(true)
    },
  )

  it('never hears of one that came before it raised the bell, in a twin without the re-check', async () => {
    expect(await hearsResult('before it raises the bell', 'without re-check')).toBe(false)
  })

  it('never hears of one that comes while it sleeps, in a twin without the notification', async () => {
    expect(await hearsResult('when it sleeps', 'without notification')).toBe(false)
  })
})
