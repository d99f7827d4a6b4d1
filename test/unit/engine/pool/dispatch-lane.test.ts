import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src/base/errors.ts'
import { waitAsync } from '../../../../src/engine/memory/atomics.ts'
import { Attention } from '../../../../src/engine/pool/dispatch/attention.ts'
import { HostLane } from '../../../../src/engine/pool/dispatch/host-lane.ts'
import { bindDispatch, SLOT_COUNT } from '../../../../src/engine/pool/dispatch/lane.ts'
import { serveTasks } from '../../../../src/engine/pool/dispatch/serve-tasks.ts'
import { TaskBoard } from '../../../../src/engine/pool/dispatch/task-board.ts'
import { nodeClock } from '../../../../src/node/clock.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { dispatchMemory, pendingTask, type Lane } from './dispatch-words.ts'

/** Just before task numbers become negative. */
const NEARLY_WRAPPED = 2 ** 31 - 10

/** Lets the worker's side run all that was submitted, on this thread; `task` is the kind that does not end it. */
function work(memory: ReturnType<typeof dispatchMemory>, task: (a: number) => number): void {
  const { words, lane } = memory
  const last = lane.submitted.load()
  serveTasks(words, 0, [
    a => {
      // The lane is over after the last of them.
      if (((last - lane.finished.load()) | 0) === 1) lane.over.store(1)
      return task(a)
    },
  ])
  lane.over.store(0)
}

function opened(lane: Lane): HostLane {
  const host = new HostLane(lane)
  host.open()
  return host
}

describe('a lane', () => {
  it.each([0, NEARLY_WRAPPED])(
    'takes as many tasks as it has slots and answers them in order, from task %i on',
    async first => {
      const memory = dispatchMemory(first)
      const host = opened(memory.lane)
      for (let round = 0; round < 5; round++) {
        const ends: Promise<number>[] = []
        for (let n = 0; host.takesMore; n++) {
          const { task, end } = pendingTask(100 * round + n)
          host.push(task)
          ends.push(end)
        }
        expect(ends).toHaveLength(SLOT_COUNT)
        expect(host.settle()).toBe(0)
        work(memory, a => a + 0.5)
        expect(host.settle()).toBe(SLOT_COUNT)
        expect(await Promise.all(ends)).toEqual(ends.map((_, n) => 100 * round + n + 0.5))
        expect([host.unfinished, host.settle()]).toEqual([0, 0])
      }
    },
  )

  it('rejects a task that threw, with the whole reason, and not the one after it', async () => {
    const memory = dispatchMemory()
    const host = opened(memory.lane)
    const reasons = ['', 'ä – \u{1f600}', 'x'.repeat(300), 'after']
    for (const reason of reasons) {
      const failing = pendingTask()
      const fine = pendingTask()
      const error = labRejectionOf(failing.end)
      host.push(failing.task)
      host.push(fine.task)
      let isFirst = true
      work(memory, () => {
        if (!isFirst) return 5
        isFirst = false
        throw new Error(reason)
      })
      host.settle()
      const shown = reason.length > 250 ? /^task first threw Error: x{190,200}…$/ : `task first threw Error: ${reason}`
      expect((await error).message).toMatch(shown)
      expect(await fine.end).toBe(5)
    }
  })

  it('takes nothing while nobody serves it, and starts empty for the next worker', async () => {
    const memory = dispatchMemory(NEARLY_WRAPPED)
    const host = opened(memory.lane)
    const lost = Array.from({ length: 20 }, () => pendingTask())
    for (const { task } of lost) host.push(task)
    expect(host.wasUsed).toBe(true)
    host.close()
    expect(host.takesMore).toBe(false)
    const errors = lost.map(({ end }) => labRejectionOf(end))
    expect(host.rejectAll(new LabError('WORKER_DIED', 'gone'))).toBe(20)
    host.reset()
    host.open()
    expect(host.wasUsed).toBe(false)
    expect(new Set((await Promise.all(errors)).map(({ message }) => message))).toEqual(new Set(['gone']))
    const { task, end } = pendingTask(3)
    host.push(task)
    work(memory, a => a)
    host.settle()
    expect(await end).toBe(3)
  })

  it('passes on nothing that a worker finishes after its tasks were rejected', async () => {
    const memory = dispatchMemory()
    const host = opened(memory.lane)
    const { task, end } = pendingTask()
    host.push(task)
    const error = labRejectionOf(end)
    host.rejectAll(new LabError('STOPPED', 'closed'))
    expect(host.settle()).toBe(0)
    work(memory, a => a)
    expect(host.settle()).toBe(0)
    expect((await error).code).toBe('STOPPED')
  })

  it('notifies a worker that sleeps, and nobody when it is awake', async () => {
    const { lane } = dispatchMemory()
    const host = opened(lane)
    const sleeping = waitAsync(lane.parked.cell, 0, 300)
    host.push(pendingTask().task)
    expect(await sleeping).toBe('timed-out')
    lane.parked.store(1)
    const parked = waitAsync(lane.parked.cell, 1, 20_000)
    host.push(pendingTask().task)
    expect(await parked).toBe('ok')
    expect(lane.parked.load()).toBe(0)
  })
})

describe('lanes on real threads', () => {
  it('answer rightly across the wrap of their task numbers', async () => {
    const { buffer, words } = dispatchMemory()
    const threads = [0, 1].map(lane => {
      const { submitted, finished } = words.lanes.of(lane)
      submitted.store(NEARLY_WRAPPED - 5_000 * lane)
      finished.store(NEARLY_WRAPPED - 5_000 * lane)
      return new Worker(new URL('./dispatch-lane-main.ts', import.meta.url), { workerData: { buffer, lane } })
    })
    const board = new TaskBoard(bindDispatch(buffer).lanes.first(2).map(opened))
    const attention = new Attention(words.bell, board, nodeClock)
    for (let round = 0; round < 100; round++) {
      const ends = Array.from({ length: 300 }, (_, n) => {
        const { task, end } = pendingTask(n)
        board.submit(task)
        attention.attend()
        return end
      })
      expect(await Promise.all(ends)).toEqual(ends.map((_, n) => n))
    }
    expect(board.isEmpty).toBe(true)
    expect(words.lanes.first(2).map(lane => lane.submitted.load() < 0)).toEqual([true, true])
    for (const lane of board.lanes) lane.end()
    await Promise.all(threads.map(thread => new Promise(resolve => thread.once('exit', resolve))))
  })
})
