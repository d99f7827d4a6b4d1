import { describe, expect, it } from 'vitest'
import { zipfKeys } from '../../../../src/engine/experiments/kit/zipf-keys.ts'
import { KEYS, lockGranularity, memory } from '../../../../src/engine/experiments/lock-granularity/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { PARAMS } from '../../../helpers/records.ts'

const params = { ...PARAMS, duration: 5, shards: 7, skew: 100, work: 0, totals: 100 }
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }

function judged(entries: number, additions: number, wentBack: number) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  words.entries.items[7] = entries
  words.own.of(0).additions.store(additions)
  words.own.of(1).wentBack.store(wentBack)
  const done = { operations: additions, perWorker: [additions, 0] }
  return lockGranularity.attach(buffer, 0).judge('sharded', params, done, TIMING)
}

describe('the outcome of a trial of lock-granularity', () => {
  it('is exact only when the table adds up and no total was torn', () => {
    expect(judged(10, 10, 0).outcome).toBe('exact')
    expect(judged(9, 10, 0).outcome).toBe('lost')
    expect(judged(11, 10, 0).outcome).toBe('lost')
    expect(judged(10, 10, 1).outcome).toBe('torn-total')
  })
})

describe('the kernels of lock-granularity', () => {
  it.each(['long-hold', 'one-lock', 'sharded', 'per-entry'])(
    'of %s add and add up, and free all locks',
    async variant => {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const attached = lockGranularity.attach(buffer, 0)
      const run = await attached.loadKernels()
      const context = new FakeRoleContext(0, buffer)
      context.beforeBatch = () => (context.stopped = context.batches === 20)
      void run(variant, params, context)
      const done = { operations: context.completed, perWorker: [context.completed, 0] }
      const judgement = attached.judge(variant, params, done, TIMING)
      expect(judgement).toMatchObject({ outcome: 'exact', failedChecks: [] })
      expect(Number(judgement.observed['totals'])).toBeGreaterThan(0)
      expect(memory.bind(buffer, 0).locks.items.every(word => word === 0)).toBe(true)
    },
  )
})

describe("keys by Zipf's law", () => {
  const countsOf = (exponent: number) => {
    const counts = new Map<number, number>()
    for (const key of zipfKeys(KEYS, exponent, 1)) counts.set(key, (counts.get(key) ?? 0) + 1)
    return [...counts.values()].toSorted((a, b) => b - a)
  }

  it('are alike without skew, and follow 1/rank with it', () => {
    expect(countsOf(0)[0]).toBeLessThan(20)
    const [first = 0, second = 0] = countsOf(1)
    expect(first / 2048).toBeCloseTo(1 / 7.5, 1)
    expect(first / second).toBeGreaterThan(1.5)
  })

  it('are keys, and the same for the same seed', () => {
    const keys = zipfKeys(KEYS, 2, 5)
    expect(keys.every(key => key >= 0 && key < KEYS)).toBe(true)
    expect(keys).toEqual(zipfKeys(KEYS, 2, 5))
  })
})
