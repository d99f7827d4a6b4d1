import { describe, expect, it } from 'vitest'
import { memory, readersOf, readersWriters } from '../../../../src/engine/experiments/readers-writers/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { PARAMS } from '../../../helpers/records.ts'

const params = { ...PARAMS, workers: 4, duration: 5, readPercent: 50, hold: 0, think: 0 }
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }

interface Seen {
  readonly intrusions?: number
  readonly left?: number
  readonly right?: number
}

function judged(visits: readonly number[], { intrusions = 0, left = 0, right = left }: Seen = {}) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  for (const [worker, count] of visits.entries()) words.own.of(worker).visits.store(count)
  words.own.of(3).intrusions.store(intrusions)
  words.left.store(left)
  words.right.store(right)
  const operations = visits.reduce((sum, count) => sum + count, 0)
  return readersWriters.attach(buffer, 0).judge('fair', params, { operations, perWorker: visits }, TIMING)
}

describe('the outcome of a trial of readers-writers', () => {
  it('is forbidden when a writer was not alone, by any of the witnesses', () => {
    expect(judged([50, 50, 10, 10], { left: 20 }).outcome).toBe('both-served')
    expect(judged([50, 50, 10, 10], { left: 20, intrusions: 1 }).outcome).toBe('writer-not-alone')
    expect(judged([50, 50, 10, 10], { left: 19 }).outcome).toBe('writer-not-alone')
    expect(judged([50, 50, 10, 10], { left: 20, right: 19 }).outcome).toBe('writer-not-alone')
  })

  it('is starvation when one side gets ten times as much, worker for worker', () => {
    expect(judged([100, 100, 9, 10], { left: 19 }).outcome).toBe('writers-starved')
    expect(judged([9, 10, 100, 100], { left: 200 }).outcome).toBe('readers-starved')
    expect(judged([100, 100, 10, 10], { left: 20 }).outcome).toBe('both-served')
    expect(judged([10, 10, 0, 0]).outcome).toBe('both-served')
  })
})

describe('the roles', () => {
  it.each([
    [4, 50, 2],
    [2, 0, 1],
    [2, 100, 1],
    [8, 88, 7],
    [64, 99, 63],
  ])('of %d workers with %d %% readers are %d readers, and at least one of each', (workers, readPercent, readers) => {
    expect(readersOf({ workers, readPercent })).toBe(readers)
    const roles = readersWriters.roles({ ...params, workers, readPercent })
    expect(roles.filter(role => role === 'reader').length).toBe(readers)
    expect(roles.length).toBe(workers)
  })
})

describe('the kernels of readers-writers', () => {
  it.each(['readers-first', 'writers-first', 'fair', 'mutex'])(
    'of %s let a reader and a writer in by turns',
    async variant => {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const attached = readersWriters.attach(buffer, 0)
      attached.prepare(params)
      const run = await attached.loadKernels()
      const visits = [0, 1, 2, 3].map(worker => {
        const context = new FakeRoleContext(worker, buffer)
        context.beforeBatch = () => (context.stopped = context.batches === 3)
        void run(variant, params, context)
        return context.completed
      })
      const done = { operations: visits.reduce((sum, count) => sum + count, 0), perWorker: visits }
      const { outcome, observed, failedChecks } = attached.judge(variant, params, done, TIMING)
      expect({ outcome, failedChecks, intrusions: observed['intrusions'] }).toEqual({
        outcome: 'both-served',
        failedChecks: [],
        intrusions: 0,
      })
      expect(Math.min(...visits)).toBeGreaterThan(0)
    },
  )
})
