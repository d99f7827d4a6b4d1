import { describe, expect, it } from 'vitest'
import {
  memory,
  poolsOf,
  poolStarvation,
  tasksOf,
  waitingTasks,
} from '../../../../src/engine/experiments/pool-starvation/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'
import { syncMemory, waiterOn, WORDS_OFFSET } from '../../../helpers/sync-memory.ts'

const PARAMS = {
  workers: 2,
  depth: 2,
  fanout: 2,
  trees: 3,
  workMicros: 0,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
}

function judge(total: number, runsOfLast = 3, operations = 21) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.total.store(total)
    words.runs.items.fill(3, 0, 7)
    words.runs.items[6] = runsOfLast
  }
  return judged(poolStarvation, memory, 'helping', PARAMS, write, [operations])
}

function mayStarve(params: Partial<typeof PARAMS>): boolean {
  return poolStarvation.outcomes('blocking', { ...PARAMS, ...params }).some(({ name }) => name === 'starved')
}

describe('pool-starvation', () => {
  it('knows its trees', () => {
    expect([0, 1, 2, 9].map(depth => tasksOf({ depth, fanout: 2 }))).toEqual([1, 3, 7, 1023])
    expect([0, 1, 2, 9].map(depth => tasksOf({ depth, fanout: 1 }))).toEqual([1, 2, 3, 10])
    expect(waitingTasks({ depth: 3, fanout: 2 })).toBe(7)
    expect(waitingTasks({ depth: 3, fanout: 1 })).toBe(3)
  })

  it('has no more pools than workers, and none without a level', () => {
    expect(poolsOf({ workers: 2, depth: 5 })).toBe(2)
    expect(poolsOf({ workers: 8, depth: 2 })).toBe(3)
  })

  it('can starve only if as many tasks can wait as there are workers', () => {
    expect(mayStarve({ workers: 3, depth: 2, fanout: 1 })).toBe(false)
    expect(mayStarve({ workers: 3, depth: 3, fanout: 1 })).toBe(true)
    expect(mayStarve({ workers: 7, depth: 3 })).toBe(true)
    expect(mayStarve({ workers: 8, depth: 3 })).toBe(false)
  })

  it.each([
    [21, 3, 'summed-up'],
    [20, 3, 'wrong-sum'],
    [21, 2, 'wrong-sum'],
    [21, 4, 'wrong-sum'],
  ])('with a sum of %d and the last task run %d times is %s', (total, runs, outcome) => {
    expect(judge(total, runs).outcome).toBe(outcome)
  })

  it('checks that the workers counted all tasks', () => {
    expect(judge(21).failedChecks).toEqual([])
    expect(judge(21, 3, 20).failedChecks).toEqual(['operations-add-up'])
  })

  it('shows starvation where tasks block, and forbids it elsewhere', () => {
    expect(gradesOf(poolStarvation, 'blocking')).toMatchObject({ starved: 'interesting' })
    for (const variant of ['helping', 'pool-per-level', 'continuation']) {
      expect(gradesOf(poolStarvation, variant)).toMatchObject({ starved: 'forbidden' })
    }
  })

  it.each(['helping', 'pool-per-level', 'continuation'])('is done by one worker alone, %s', async variant => {
    const alone = { ...PARAMS, workers: 1, depth: 4 }
    const shared = syncMemory(memory, 1)
    const attached = poolStarvation.attach(shared.region.buffer, WORDS_OFFSET)
    attached.prepare(alone)
    const run = await attached.loadKernels()
    const context = new FakeRoleContext(0, shared.region.buffer)
    const waiter = waiterOn(shared, 0, context.primitives)
    void run(variant, alone, Object.assign(context, { received: () => waiter.received() }))
    const done = { operations: context.completed, perWorker: [context.completed] }
    const timing = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
    expect(attached.judge(variant, alone, done, timing)).toMatchObject({ outcome: 'summed-up', failedChecks: [] })
  })

  it('says that everybody could finish a subtask or start one', () => {
    const attached = poolStarvation.attach(new SharedArrayBuffer(memory.byteLength), 0)
    expect(attached.suppliers(PARAMS)).toMatchObject({ 'queue.notEmpty': [0, 1], 'subtasksDone[1]': [0, 1] })
  })
})
