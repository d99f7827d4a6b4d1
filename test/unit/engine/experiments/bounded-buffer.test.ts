import { describe, expect, it } from 'vitest'
import {
  boundedBuffer,
  memory,
  ringCapacity,
  roleOf,
} from '../../../../src/engine/experiments/bounded-buffer/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 2, producers: 1, items: 6, capacity: 8, amplifier: 'none', spinNanos: 500 }
const FIXED = ['semaphores', 'condition', 'ring']

describe('the roles of bounded-buffer', () => {
  it('leave one consumer at least', () => {
    expect(roleOf(0, { workers: 2, producers: 63 })).toEqual({ produces: true, rank: 0, peers: 1 })
    expect(roleOf(1, { workers: 2, producers: 63 })).toEqual({ produces: false, rank: 0, peers: 1 })
    expect(roleOf(3, { workers: 5, producers: 2 })).toEqual({ produces: false, rank: 1, peers: 3 })
  })

  it.each([
    [1, 1],
    [3, 2],
    [16, 16],
    [1023, 512],
  ])('give a ring for %d items %d places', (capacity, places) => {
    expect(ringCapacity(capacity)).toBe(places)
  })
})

describe('the outcome of bounded-buffer', () => {
  const judge = (
    variant: string,
    receipts: readonly number[],
    more: Partial<Record<'phantoms' | 'overflows' | 'underflows', number>> = {},
    workers = 4,
  ) =>
    judged(boundedBuffer, memory, variant, { ...PARAMS, workers }, words => {
      words.witness.receipts.items.set(receipts)
      words.witness.phantoms.store(more.phantoms ?? 0)
      words.fill.overflows.store(more.overflows ?? 0)
      words.fill.underflows.store(more.underflows ?? 0)
    })

  it.each([
    [[1, 1, 1, 1, 1, 1], {}, 'each-once'],
    [[1, 1, 0, 1, 1, 1], {}, 'lost-or-doubled'],
    [[1, 1, 2, 1, 1, 1], {}, 'lost-or-doubled'],
    [[1, 1, 1, 1, 1, 1], { phantoms: 1 }, 'lost-or-doubled'],
    [[1, 1, 1, 1, 1, 1], { overflows: 1 }, 'out-of-bounds'],
    [[1, 1, 1, 1, 1, 1], { underflows: 1 }, 'out-of-bounds'],
  ])('with receipts %j and %j is %s', (receipts, more, outcome) => {
    expect(judge('ring', receipts, more).outcome).toBe(outcome)
  })

  it('is forbidden where it is wrong, but for the ring that many share', () => {
    for (const variant of FIXED) {
      expect(gradesOf(boundedBuffer, variant)).toEqual({
        'each-once': 'acceptable',
        'lost-or-doubled': 'forbidden',
        'out-of-bounds': 'forbidden',
      })
    }
    expect(gradesOf(boundedBuffer, 'shared-ring')).toMatchObject({ 'lost-or-doubled': 'interesting' })
  })

  it('may not be a loss where a pair shares the ring', () => {
    expect(judge('shared-ring', [1, 1, 0, 1, 1, 1], {}, 2).failedChecks).toEqual(['a-pair-is-safe'])
    expect(judge('shared-ring', [1, 1, 0, 1, 1, 1], {}, 3).failedChecks).toEqual([])
  })
})

describe('the kernels of bounded-buffer', () => {
  it.each([...FIXED, 'shared-ring'])('of %s deliver each item once when one goes after the other', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = boundedBuffer.attach(buffer, 0)
    const params = { ...PARAMS, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
    attached.prepare(params)
    const run = await attached.loadKernels()
    const perWorker = [0, 1].map(worker => {
      const context = new FakeRoleContext(worker, buffer)
      void run(variant, params, context)
      return context.completed
    })
    expect(perWorker).toEqual([6, 6])
    const judgement = attached.judge(
      variant,
      params,
      { operations: 12, perWorker },
      { measuredMillis: 1, cpuMillis: 1, waits: 0 },
    )
    expect(judgement).toMatchObject({ outcome: 'each-once', observed: { once: 6 }, failedChecks: [] })
  })

  it.each([0, 1])(
    'of shared-ring end worker %d, with nobody at the other end, when a stop is asked for',
    async worker => {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const run = await boundedBuffer.attach(buffer, 0).loadKernels()
      const context = new FakeRoleContext(worker, buffer)
      context.inTheGap = () => (context.stopped = true)
      void run('shared-ring', { ...PARAMS, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, items: 100 }, context)
      expect(context.completed).toBeLessThan(100)
    },
  )
})
