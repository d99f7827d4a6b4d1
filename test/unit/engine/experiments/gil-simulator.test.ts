import { describe, expect, it } from 'vitest'
import { gilSimulator, memory, slicesPerRound } from '../../../../src/engine/experiments/gil-simulator/experiment.ts'
import { ROUNDS } from '../../../../src/engine/experiments/kit/alone-and-together.ts'
import { enter, leave } from '../../../../src/engine/experiments/kit/concurrency-witness.ts'
import { recordInterval } from '../../../../src/engine/experiments/kit/interval-trace.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = {
  ...{ workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 },
  ...{ switchInterval: 0.005, work: 1, requests: 25, ioMicros: 100 },
}
const TIMING = { measuredMillis: 100, cpuMillis: 1, waits: 0 }
const OWN = ROUNDS * slicesPerRound(PARAMS)

/** A trial of two threads that computed from and to these nanoseconds. */
function trial(intervals: readonly (readonly [worker: number, from: number, to: number])[]) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  for (const [worker, from, to] of intervals) {
    enter(words.interpreter.witness, worker)
    leave(words.interpreter.witness)
    recordInterval(words.interpreter.trace, worker, from, to)
  }
  const judged = (variant: string, perWorker: readonly number[] = [2 * OWN, OWN]) => {
    const operations = perWorker.reduce((sum, own) => sum + own, 0)
    return gilSimulator.attach(buffer, 0).judge(variant, PARAMS, { operations, perWorker }, TIMING)
  }
  return { words, judged }
}

function gradeOf(variant: string, outcome: string | null) {
  return gilSimulator.outcomes(variant).find(({ name }) => name === outcome)?.grade
}

const APART = [
  [0, 10, 20],
  [1, 20, 30],
] as const
const OVERLAPPING = [
  [0, 10, 20],
  [1, 19, 30],
] as const

describe('the outcome of a trial of gil-simulator', () => {
  it('is forbidden under the lock when the clock saw two compute at once, and allowed without it', () => {
    const { words, judged } = trial(OVERLAPPING)
    words.rounds.aloneNanos.value = 10
    expect(judged('gil')).toMatchObject({ outcome: 'overlap', failedChecks: [] })
    expect(['free', 'gil', 'free-with-io', 'gil-with-io'].map(variant => gradeOf(variant, 'overlap'))).toEqual([
      'acceptable',
      'forbidden',
      'acceptable',
      'forbidden',
    ])
  })

  it('is forbidden as well when they met and the clock was too coarse to see it', () => {
    const { words, judged } = trial(APART)
    enter(words.interpreter.witness, 0)
    enter(words.interpreter.witness, 1)
    expect(judged('gil').outcome).toBe('overlap')
  })

  it('is one at a time where neither witness saw two', () => {
    const { words, judged } = trial(APART)
    words.rounds.aloneNanos.value = 100
    words.rounds.togetherNanos.value = 210
    const { outcome, failedChecks, measures } = judged('gil')
    expect({ outcome, failedChecks }).toEqual({ outcome: 'one-at-a-time', failedChecks: [] })
    expect(measures['speed-up']).toBeCloseTo(200 / 210)
    expect(measures['latency-p50']).toBeUndefined()
  })

  it('is a convoy when the median answer took half a switch interval or more', () => {
    const { words, judged } = trial(APART)
    // 25 requests: twelve answered in 20 µs, thirteen in 2.5 ms and one of these in 5.
    for (let request = 0; request < 25; request++) words.latencies.items[request] = request < 12 ? 2_000 : 250_000
    words.latencies.items[24] = 500_000
    const judgement = judged('gil-with-io', [100, 7])
    expect(judgement).toMatchObject({ outcome: 'convoy', failedChecks: [] })
    expect(judgement.measures).toMatchObject({ 'latency-p50': 2.5 })
    words.latencies.items[20] = 2_000
    expect(judged('gil-with-io', [100, 7]).outcome).toBe('one-at-a-time')
  })

  it('notices that answers are missing', () => {
    const { words, judged } = trial(APART)
    words.latencies.items.fill(2_000, 0, 19)
    expect(judged('gil-with-io', [76, 7]).failedChecks).toEqual(['computed-all'])
  })

  it('tells no 95th percentile of fewer than 72 answers', () => {
    const { words, judged } = trial(APART)
    words.latencies.items.fill(2_000, 0, 71)
    expect(judged('gil-with-io', [76, 7]).measures['latency-p95']).toBeUndefined()
    words.latencies.items[71] = 2_000
    expect(judged('gil-with-io', [77, 7]).measures['latency-p95']).toBe(0.02)
  })

  it('is doubted when work is missing, or a witness saw nothing', () => {
    const { words, judged } = trial([[0, 10, 20]])
    words.rounds.aloneNanos.value = 10
    expect(judged('gil', [2 * OWN, OWN - 1]).failedChecks).toEqual(['traced', 'computed-all'])
  })
})

describe('gil-simulator', () => {
  it('says of itself that it is simulated', () => {
    expect(gilSimulator.simulated).toBe(true)
  })

  it.each(['free-with-io', 'gil-with-io'])('%s ends its computing when the requests are answered', async variant => {
    const params = { ...PARAMS, workers: 1, requests: 0 }
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = gilSimulator.attach(buffer, 0)
    attached.prepare(params)
    const run = await attached.loadKernels()
    await run(variant, params, new FakeRoleContext(0, buffer))
    expect(memory.bind(buffer, 0).isOver.load()).toBe(1)
  })

  it.each(['free', 'gil'])('%s ends in mid-run when it is stopped', async variant => {
    const params = { ...PARAMS, workers: 1 }
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = gilSimulator.attach(buffer, 0)
    attached.prepare(params)
    const run = await attached.loadKernels()
    const context = new FakeRoleContext(0, buffer)
    context.stopped = true
    await run(variant, params, context)
    expect(context.completed).toBe(0)
  })

  it('tells in its headline what threads gained and how long answers took', () => {
    const story = (title: string, medians: Record<string, number>) => {
      return { title, finished: 5, counts: {}, chances: {}, medians }
    }
    expect(
      gilSimulator.headline([story('GIL', { 'speed-up': 0.98 }), story('GIL, with I/O', { 'latency-p50': 5.1 })]),
    ).toBe('GIL: 0.980 times what one thread does. GIL, with I/O: an answer took 5.10\u202fms.')
  })
})
