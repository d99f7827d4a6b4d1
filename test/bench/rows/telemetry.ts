import { checked, type CounterWork } from '../counter-work.ts'
import { openLabSide } from '../lab-side.ts'
import type { OneContest } from '../one-contest.ts'
import { nanosPerOperation } from '../wording.ts'

const TURNS = 8

const ASKED = { must: { at: 'most', value: 1.03 }, goal: { at: 'most', value: 1.02 } } as const

const NEVER_SAMPLED = 'even its longest trial ends before the sampler looks once'

/**
 * What live counts and the sampler cost. The ratio is time: with telemetry, of without.
 *
 * The trials are as long in a quick run: the sampler looks every 50 ms, and a shorter trial would never be sampled.
 */
export function telemetryRows(): readonly OneContest[] {
  return [
    row(
      { variant: 'plain-increment', workers: 1, additions: 10_000_000 },
      ASKED,
      `uncontended, the cheapest addition there is: the worst case; ${NEVER_SAMPLED}`,
    ),
    row(
      { variant: 'plain-increment', workers: 2, additions: 6_000_000 },
      { must: null, goal: null },
      'no target: how the cache line travels between the cores makes rounds differ by tens of percent, in which a few percent would drown; the row above shows them',
    ),
    row(
      { variant: 'per-worker-sum', workers: 2, additions: 10_000_000 },
      ASKED,
      `two workers that share nothing but what telemetry reads; ${NEVER_SAMPLED}`,
    ),
    row(
      { variant: 'mutex', workers: 1, additions: 1_500_000 },
      ASKED,
      'uncontended; the owner is part of the lock word, on and off',
    ),
    row(
      { variant: 'mutex', workers: 2, additions: 500_000 },
      ASKED,
      'contended; what a worker says of its waits is part of the slow path, on and off',
    ),
  ]
}

function row(work: CounterWork, targets: Pick<OneContest, 'must' | 'goal'>, remark: string): OneContest {
  const { variant, workers, additions } = work
  return {
    ...targets,
    name: `telemetry, ${variant} on ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    base: 'the same with telemetry off',
    note: `on: live counts, sampler, frames; off: none of them; ${remark}`,
    whyMissed:
      'the code that differs is one plain store per 1024 additions and a look of the host every 50 ms; rounds differ by more than that for reasons outside the lab, as the quartiles show',
    turns: TURNS,
    ratioOf: (subject, base) => subject / base,
    absolute: nanosPerOperation(workers * additions, 'on', 'off'),
    open() {
      const on = openLabSide(true)
      const off = openLabSide(false)
      return Promise.resolve({
        subject: async () => checked(await on.measure(work), work, 'the lab'),
        base: async () => checked(await off.measure(work), work, 'the lab without telemetry'),
        async close() {
          await Promise.all([on.close(), off.close()])
        },
      })
    },
  }
}
