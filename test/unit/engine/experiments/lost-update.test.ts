import { describe, expect, it } from 'vitest'
import { MAX_WORKERS } from '../../../../src/contract/limits.ts'
import type { Grade } from '../../../../src/contract/words.ts'
import { floorOf } from '../../../../src/engine/experiments/kit/lossy-counter.ts'
import { lostUpdate, memory } from '../../../../src/engine/experiments/lost-update/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { PARAMS } from '../../../helpers/records.ts'
import { present } from '../../../helpers/present.ts'

/**
 * Every final value of K workers with N increments each (load, then store loaded + 1), over all interleavings: the
 * independent model that the experiment's bounds are held against.
 */
function reachable(workers: number, additions: number): number[] {
  const finals = new Set<number>()
  const visited = new Set<string>()
  /** One worker: steps taken (even = about to load) and what it loaded last. */
  const explore = (counter: number, steps: readonly number[], loaded: readonly number[]): void => {
    const state = `${counter}|${steps.join()}|${loaded.join()}`
    if (visited.has(state)) return
    visited.add(state)
    let moved = false
    for (let worker = 0; worker < workers; worker++) {
      const step = present(steps[worker])
      if (step === 2 * additions) continue
      moved = true
      const next = steps.with(worker, step + 1)
      if (step % 2 === 0) explore(counter, next, loaded.with(worker, counter))
      else explore(present(loaded[worker]) + 1, next, loaded.with(worker, 0))
    }
    if (!moved) finals.add(counter)
  }
  const none = Array.from({ length: workers }, () => 0)
  explore(0, none, none)
  return [...finals].toSorted((a, b) => a - b)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

const ALL = ['plain-increment', 'plain-read-write', 'atomic-load-store', 'atomic-add', 'mutex', 'per-worker-sum']
const BROKEN = new Set(['plain-increment', 'plain-read-write', 'atomic-load-store'])

function paramsOf(workers: number, additions: number) {
  return { ...PARAMS, workers, additions }
}

/** A trial that ended with `total` in the counter. */
function judge(variant: string, workers: number, additions: number, total: number, operations = workers * additions) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  memory.bind(buffer, 0).total.store(total)
  const done = { operations, perWorker: [operations] }
  const timing = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
  return lostUpdate.attach(buffer, 0).judge(variant, paramsOf(workers, additions), done, timing)
}

function gradeOf(variant: string, outcome: string | null): Grade | undefined {
  return lostUpdate.outcomes(variant).find(({ name }) => name === outcome)?.grade
}

describe('the floor', () => {
  it.each([
    [1, 1, 1],
    [1, 100, 100],
    [2, 1, 1],
    [64, 1, 1],
    [2, 2, 2],
    [2, 3, 2],
    [3, 2, 2],
    [2, 10_000_000, 2],
    [64, 100_000, 2],
  ])('of %d workers with %d additions each is %d', (workers, additions, floor) => {
    expect(floorOf(workers, additions)).toBe(floor)
  })

  it.each([
    [1, 1],
    [1, 3],
    [2, 1],
    [2, 2],
    [2, 3],
    [2, 4],
    [3, 1],
    [3, 2],
  ])(
    'and the product are the ends of what %d workers with %d additions can reach, and all between is reached',
    (k, n) => {
      expect(reachable(k, n)).toEqual(range(floorOf(k, n), k * n))
    },
  )

  it('is the floor of the axis, with its reason', () => {
    for (const [workers, additions] of [
      [1, 5],
      [2, 1],
      [4, 50_000],
    ] as const) {
      const axis = present(lostUpdate.axis(paramsOf(workers, additions)))
      expect([axis.floor, axis.ceiling]).toEqual([floorOf(workers, additions), workers * additions])
      expect(axis.floorWhy).not.toBe('')
      expect(axis.observed).toBe('actual')
    }
  })
})

describe('the outcome of a trial', () => {
  it('has every variant of the catalogue', () => {
    expect(lostUpdate.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  describe.each(ALL)('of %s', variant => {
    it.each([
      { workers: 2, additions: 10, total: 20, outcome: 'exact' },
      { workers: 2, additions: 10, total: 19, outcome: 'lost' },
      { workers: 2, additions: 10, total: 2, outcome: 'lost' },
      { workers: 2, additions: 10, total: 1, outcome: 'below-floor' },
      { workers: 2, additions: 10, total: 0, outcome: 'below-floor' },
      { workers: 2, additions: 10, total: -5, outcome: 'below-floor' },
      { workers: 2, additions: 10, total: 21, outcome: 'above-ceiling' },
      { workers: 2, additions: 1, total: 2, outcome: 'exact' },
      { workers: 2, additions: 1, total: 1, outcome: 'lost' },
      { workers: 2, additions: 1, total: 0, outcome: 'below-floor' },
      { workers: 1, additions: 10, total: 10, outcome: 'exact' },
      { workers: 1, additions: 10, total: 9, outcome: 'below-floor' },
      { workers: 1, additions: 10, total: 11, outcome: 'above-ceiling' },
    ])('with $workers x $additions and $total in the end is $outcome', ({ workers, additions, total, outcome }) => {
      const judgement = judge(variant, workers, additions, total)
      expect(judgement.outcome).toBe(outcome)
      expect(judgement.observed).toEqual({ expected: workers * additions, actual: total })
      expect(judgement.failedChecks).toEqual([])
    })

    it('is graded: losing is the bug that broken variants show and fixed ones must never have', () => {
      const grades = Object.fromEntries(lostUpdate.outcomes(variant).map(({ name, grade }) => [name, grade]))
      expect(grades).toEqual({
        exact: 'acceptable',
        lost: BROKEN.has(variant) ? 'interesting' : 'forbidden',
        'below-floor': 'forbidden',
        'above-ceiling': 'forbidden',
      })
    })

    it('is always declared, and forbidden beyond what can be reached', () => {
      const possible = new Set(reachable(2, 3))
      for (let total = -2; total <= 9; total++) {
        const { outcome } = judge(variant, 2, 3, total)
        expect(outcome).not.toBeNull()
        if (!possible.has(total)) expect(gradeOf(variant, outcome)).toBe('forbidden')
      }
    })
  })

  it('fails its check when the workers did not do all their additions', () => {
    expect(judge('mutex', 2, 10, 19, 19)).toMatchObject({ outcome: 'exact', failedChecks: ['operations-add-up'] })
  })

  it('measures what was lost, and waits only where there is a lock', () => {
    expect(judge('plain-increment', 2, 10, 15).measures).toMatchObject({ lost: 5, 'lost-share': 0.25 })
    expect(judge('plain-increment', 2, 10, 15).measures).not.toHaveProperty('contention')
    expect(judge('mutex', 2, 10, 20).measures).toMatchObject({ lost: 0, 'lost-share': 0, contention: 0 })
  })
})

describe('the kernels', () => {
  it.each(ALL)('of %s count exactly when one worker runs after the other', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = lostUpdate.attach(buffer, 0)
    const params = paramsOf(3, 2_500)
    const run = await attached.loadKernels()
    const perWorker = [0, 1, 2].map(worker => {
      const context = new FakeRoleContext(worker, buffer)
      void run(variant, params, context)
      return context.completed
    })
    expect(perWorker).toEqual([2_500, 2_500, 2_500])
    const timing = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
    const judgement = attached.judge(variant, params, { operations: 7_500, perWorker }, timing)
    expect(judgement).toMatchObject({
      outcome: 'exact',
      observed: { expected: 7_500, actual: 7_500 },
      failedChecks: [],
    })
  })

  it.each(ALL)('of %s end at the next batch when a stop is asked for, and leave no lock behind', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const words = memory.bind(buffer, 0)
    const run = await lostUpdate.attach(buffer, 0).loadKernels()
    const context = new FakeRoleContext(0, buffer)
    context.beforeBatch = () => (context.stopped = context.batches === 2)
    void run(variant, paramsOf(2, 10_000_000), context)
    expect(words.gate.word.load()).toBe(0)
    expect(words.total.load() + words.sums.of(0).load()).toBe(context.completed)
    expect(context.completed).toBeLessThan(10_000)
  })

  it.each(['plain-read-write', 'atomic-load-store'])(
    'of %s lose what others add between the load and the store, which the amplifier widens',
    async variant => {
      for (const amplifier of ['yield', 'spin']) {
        const buffer = new SharedArrayBuffer(memory.byteLength)
        const words = memory.bind(buffer, 0)
        const run = await lostUpdate.attach(buffer, 0).loadKernels()
        const context = new FakeRoleContext(0, buffer)
        context.inTheGap = () => words.total.store(words.total.load() + 1)
        void run(variant, { ...paramsOf(2, 100), amplifier }, context)
        expect(words.total.load()).toBe(100)
        expect(context.completed).toBe(100)
      }
    },
  )

  it.each(['atomic-add', 'mutex', 'plain-increment', 'per-worker-sum'])(
    'of %s have no gap for the amplifier to widen',
    async variant => {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const run = await lostUpdate.attach(buffer, 0).loadKernels()
      const context = new FakeRoleContext(0, buffer)
      context.inTheGap = () => expect.unreachable('there is no gap')
      for (const amplifier of ['yield', 'spin']) void run(variant, { ...paramsOf(2, 100), amplifier }, context)
      expect(context.completed).toBe(200)
    },
  )

  it('would be caught: a fixed variant that lost one addition is forbidden', () => {
    for (const variant of ALL) {
      const { outcome } = judge(variant, 2, 10, 19)
      expect(gradeOf(variant, outcome)).toBe(BROKEN.has(variant) ? 'interesting' : 'forbidden')
    }
  })
})

describe('the memory of lost-update', () => {
  it('sums the own counters of exactly the workers that take part', () => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const words = memory.bind(buffer, 0)
    for (let worker = 0; worker < MAX_WORKERS; worker++) words.sums.of(worker).store(10)
    const done = { operations: 20, perWorker: [10, 10] }
    const timing = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
    const { observed } = lostUpdate.attach(buffer, 0).judge('per-worker-sum', paramsOf(2, 10), done, timing)
    expect(observed).toEqual({ expected: 20, actual: 20 })
  })
})
