import { describe, expect, it } from 'vitest'
import { memory, mutex } from '../../../../src/engine/experiments/mutex/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { PARAMS } from '../../../helpers/records.ts'

const ALL = ['futex-mutex', 'adaptive', 'spin', 'ticket', 'fair-hand-off', 'owner']
const params = { ...PARAMS, duration: 10 }
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }

function judged(counter: number, intrusions: number, requests = 0, operations = 10) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  words.guarded.counter.store(counter)
  words.own.of(1).intrusions.store(intrusions)
  words.own.of(1).requests.store(requests)
  words.own.of(0).passages.store(10)
  return mutex.attach(buffer, 0).judge('owner', params, { operations, perWorker: [operations] }, TIMING)
}

describe('the outcome of a trial of mutex', () => {
  it('is exact only when the counter has every passage and nobody met anybody', () => {
    expect(judged(10, 0).outcome).toBe('exact')
    expect(judged(9, 0).outcome).toBe('lost')
    expect(judged(10, 1).outcome).toBe('intruded')
    expect(judged(11, 0).outcome).toBeNull()
  })

  it('is the same for all variants: none of them may fail', () => {
    for (const variant of ALL) {
      const bad = mutex.outcomes(variant).filter(({ grade }) => grade === 'forbidden')
      expect(bad.map(({ name }) => name)).toEqual(['intruded', 'lost'])
    }
  })

  it('does not excuse mail that was lost, or served twice', () => {
    expect(judged(10, 0, 10).failedChecks).toEqual([])
    expect(judged(10, 0, 74).failedChecks).toEqual([])
    expect(judged(10, 0, 75).failedChecks).toEqual(['mail-adds-up'])
    expect(judged(10, 0, 9).failedChecks).toEqual(['mail-adds-up'])
  })

  it('measures fairness by the passages of each worker', () => {
    expect(judged(10, 0).observed['fairness']).toBe(0.5)
  })
})

describe('the kernels of mutex', () => {
  it.each(ALL)('of %s pass until they are stopped, timed in a probe', async variant => {
    for (const probing of [false, true]) {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const attached = mutex.attach(buffer, 0)
      const alone = { ...params, workers: 1 }
      attached.prepare(alone)
      const run = await attached.loadKernels()
      const context = new FakeRoleContext(0, buffer)
      Object.assign(context, { probing })
      context.beforeBatch = () => (context.stopped = context.batches === 3)
      void run(variant, alone, context)
      expect(memory.bind(buffer, 0).guarded.counter.load()).toBe(context.completed)
      expect(context.completed).toBeGreaterThan(0)
      expect(context.waits.length).toBe(probing && variant !== 'owner' ? context.completed : 0)
    }
  })
})
