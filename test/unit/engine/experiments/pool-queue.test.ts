import { describe, expect, it } from 'vitest'
import { memory, poolQueue } from '../../../../src/engine/experiments/pool-queue/experiment.ts'
import { planOf } from '../../../../src/engine/experiments/pool-queue/plan.ts'
import { logTask } from '../../../../src/engine/experiments/kit/task-log.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const COMMON = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
const PARAMS = { ...COMMON, arrivals: 100, serviceMillis: 10, queue: 2, tasks: 4 }
const MILLI = 1e6

type Words = ReturnType<typeof memory.bind>

/** Four tasks that are here for 20 ms each, two at a time, while the desk is open for 40 ms. */
function judge(variant: string, adjust: (words: Words) => void = () => undefined, params = {}) {
  const write = (words: Words): void => {
    words.arrived.store(4)
    words.served.store(4)
    words.mostWaiting.store(1)
    words.looks.store(20)
    words.seen.value = 42
    words.openedNanos.value = 0
    words.closedNanos.value = 40 * MILLI
    for (let number = 0; number < 4; number++) {
      const submittedNanos = Math.floor(number / 2) * 20 * MILLI
      const [startedNanos, endedNanos] = [submittedNanos + 5 * MILLI, submittedNanos + 20 * MILLI]
      logTask(words.log, { number, worker: number % 2, submittedNanos, startedNanos, endedNanos })
    }
    adjust(words)
  }
  return judged(poolQueue, memory, variant, { ...PARAMS, ...params }, write, [4])
}

describe('pool-queue', () => {
  it('takes all in where there is room', () => {
    expect(judge('reject')).toMatchObject({ outcome: 'all-taken', failedChecks: [] })
  })

  it('tells the policies apart, and forbids each to do what another does', () => {
    const seen = {
      reject: (words: Words) => {
        words.rejected.store(1)
        words.served.store(3)
      },
      block: (words: Words) => words.held.store(1),
      'caller-runs': (words: Words) => words.ranHere.store(1),
    } as const
    const outcomes = { reject: 'turned-away', block: 'held-up', 'caller-runs': 'caller-worked' } as const
    for (const variant of ['reject', 'block', 'caller-runs'] as const) {
      expect(judge(variant, seen[variant]).outcome).toBe(outcomes[variant])
      const grades = gradesOf(poolQueue, variant)
      for (const outcome of Object.values(outcomes)) {
        expect(grades[outcome]).toBe(outcome === outcomes[variant] ? 'interesting' : 'forbidden')
      }
    }
  })

  it.each([
    ['a task that is neither served nor sent away', (words: Words) => words.served.store(3)],
    ['a queue that is longer than it may be', (words: Words) => words.mostWaiting.store(3)],
    [
      'more at a time than there are workers',
      (words: Words) => {
        for (let number = 0; number < 3; number++) {
          const times = { submittedNanos: 0, startedNanos: MILLI, endedNanos: 2 * MILLI }
          logTask(words.log, { number, worker: number % 2, ...times })
        }
      },
    ],
  ])('forbids %s', (_what, adjust) => {
    expect(judge('block', adjust).outcome).toBe('lost-or-overfull')
  })

  it('has both sides of Little’s law, each from its own count', () => {
    expect(judge('reject').measures).toMatchObject({
      'in-system': 2.1,
      'lambda-w': 2,
      wait: 5,
      throughput: 100,
      rejected: 0,
    })
    expect(judge('reject').measures['difference']).toBeCloseTo(0.05, 10)
    expect(judge('block').measures).not.toHaveProperty('rejected')
  })

  it('checks that all arrived', () => {
    expect(judge('reject', () => undefined, { tasks: 5 }).failedChecks).toEqual(['all-arrived'])
  })

  it('plans a Poisson stream by the seed', () => {
    const plan = planOf({ ...PARAMS, tasks: 20_000 }, 3)
    expect(planOf({ ...PARAMS, tasks: 20_000 }, 3)).toEqual(plan)
    const gaps = plan.map(({ atMillis }, place) => atMillis - (plan[place - 1]?.atMillis ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    // Exponential: 100 a second are 10 ms apart, and the deviation is the mean.
    expect(mean).toBeCloseTo(10, 0)
    expect(Math.sqrt(variance)).toBeCloseTo(mean, 0)
    expect(plan.reduce((sum, { serviceMillis }) => sum + serviceMillis, 0) / plan.length).toBeCloseTo(10, 0)
  })
})
