import { describe, expect, it } from 'vitest'
import { acquireOf, bruteForce, releaseOf, type NaiveStep } from './brute-force.ts'
import { preemptionsOf, schedulesOf, searched } from './searched.ts'

describe('the model of lost-update', () => {
  it.each([
    { workers: 2, additions: 1, schedules: 6n, low: 1, high: 2, correct: 0.333, floor: 0.667 },
    { workers: 2, additions: 2, schedules: 70n, low: 2, high: 4, correct: 0.0857, floor: 0.457 },
    { workers: 2, additions: 3, schedules: 924n, low: 2, high: 6, correct: 0.0216, floor: 8.7e-3 },
    { workers: 2, additions: 10, schedules: 137_846_528_820n, low: 2, high: 20, correct: 1.3e-6, floor: 5.8e-11 },
    { workers: 3, additions: 2, schedules: 34_650n, low: 2, high: 6, correct: 2.6e-3, floor: 0.301 },
  ])('has $schedules schedules for $workers x $additions', async ({ workers, additions, low, high, ...known }) => {
    const found = await searched('lost-update', 'atomic-load-store', { workers, additions })
    const counts = schedulesOf(found)
    expect(found.schedules).toBe(known.schedules)
    expect(Object.keys(counts).map(Number)).toEqual(Array.from({ length: high - low + 1 }, (_, nth) => low + nth))
    const share = (counts[low] ?? 0) / Number(known.schedules)
    expect(Math.abs(share / known.floor - 1)).toBeLessThan(0.01)
    expect(Math.abs((counts[high] ?? 0) / Number(known.schedules) / known.correct - 1)).toBeLessThan(0.05)
  })

  it('has 22 707 states for 2 x 10, and the fewest preemptions that are known', async () => {
    const found = await searched('lost-update', 'atomic-load-store', { workers: 2, additions: 10 })
    const expected = Array.from({ length: 19 }, (_, nth) => {
      const value = nth + 2
      return [String(value), value === 20 ? 0 : value > 10 ? 2 : value === 10 ? 1 : 4]
    })
    expect(found.states).toBe(22_707)
    expect(preemptionsOf(found)).toEqual(Object.fromEntries(expected))
  })

  it.each(['plain-increment', 'plain-read-write', 'atomic-load-store'])(
    'is the same algorithm in %s',
    async variant => {
      const found = await searched('lost-update', variant)
      expect(found.schedules).toBe(924n)
    },
  )

  it.each(['atomic-add', 'mutex', 'per-worker-sum'])('loses nothing in %s', async variant => {
    const found = await searched('lost-update', variant)
    expect(found.cut).toBeNull()
    expect(found.ends.map(({ name, value }) => ({ name, value }))).toEqual([{ name: 'exact', value: 6 }])
  })

  it.each([
    { workers: 2, additions: 1 },
    { workers: 2, additions: 2 },
    { workers: 2, additions: 3 },
    { workers: 3, additions: 1 },
    { workers: 3, additions: 2 },
  ])('is counted as by brute force: $workers x $additions', async ({ workers, additions }) => {
    const steps = (me: number): readonly NaiveStep[] =>
      Array.from({ length: additions }, () => [
        {
          then: (state: Readonly<Record<string, number>>) => ({ ...state, [`seen${String(me)}`]: state['total'] ?? 0 }),
        },
        {
          then: (state: Readonly<Record<string, number>>) => ({
            ...state,
            total: (state[`seen${String(me)}`] ?? 0) + 1,
          }),
        },
      ]).flat()
    const naive = bruteForce(
      { total: 0 },
      Array.from({ length: workers }, (_, me) => steps(me)),
      state => String(state['total']),
    )
    const found = await searched('lost-update', 'atomic-load-store', { workers, additions })
    expect(schedulesOf(found)).toEqual(naive.schedules)
    expect(preemptionsOf(found)).toEqual(naive.preemptions)
  })
})

describe('the model of lock-order', () => {
  it('deadlocks in 2 of 6 schedules, with one preemption', async () => {
    const found = await searched('lock-order', 'naive')
    expect(found.states).toBe(19)
    expect(schedulesOf(found)).toEqual({ 'all-moved': 4, deadlock: 2 })
    expect(preemptionsOf(found)).toEqual({ 'all-moved': 0, deadlock: 1 })
    expect(found.ends.find(({ kind }) => kind === 'deadlock')?.schedule).toBe(
      'lock-order naive workers=2 transfers=1 | 1 0',
    )
  })

  it('never deadlocks with a global order', async () => {
    const found = await searched('lock-order', 'global-order')
    expect(found.states).toBe(16)
    expect(found.cut).toBeNull()
    expect(found.ends.map(({ name }) => name)).toEqual(['all-moved'])
  })

  it('is counted as by brute force', async () => {
    const worker = (first: string, second: string) => [
      acquireOf(first),
      acquireOf(second),
      releaseOf(second),
      releaseOf(first),
    ]
    const naive = bruteForce({ a: 0, b: 0 }, [worker('a', 'b'), worker('b', 'a')], (_state, stuck) =>
      stuck ? 'deadlock' : 'all-moved',
    )
    const found = await searched('lock-order', 'naive')
    expect(schedulesOf(found)).toEqual(naive.schedules)
    expect(preemptionsOf(found)).toEqual(naive.preemptions)
  })

  it.each(['timeout', 'try-lock'])('goes round for ever in %s, and never stands still', async variant => {
    const found = await searched('lock-order', variant)
    expect(found).toMatchObject({ cut: null, cyclic: true, schedules: null })
    expect(found.ends.map(({ name }) => name)).toEqual(['all-moved'])
  })

  it('is done by its owner in queue-owner', async () => {
    const found = await searched('lock-order', 'queue-owner', { workers: 3 })
    expect(found.cut).toBeNull()
    expect(found.ends.map(({ name }) => name)).toEqual(['all-moved'])
  })
})

describe('the model of dining-philosophers', () => {
  it.each([
    { philosophers: 3, schedules: 168n, deadlocked: 6n },
    { philosophers: 4, schedules: 98_184n, deadlocked: 24n },
    { philosophers: 5, schedules: 66_468_720n, deadlocked: 120n },
  ])('deadlocks in $deadlocked of $schedules schedules with $philosophers', async ({ philosophers, ...known }) => {
    const found = await searched('dining-philosophers', 'naive', { philosophers })
    expect(found.schedules).toBe(known.schedules)
    expect(found.ends.find(({ kind }) => kind === 'deadlock')).toMatchObject({
      schedules: known.deadlocked,
      states: 1,
      fewestPreemptions: 1,
    })
  })

  it('has 1 743 states with five', async () => {
    expect((await searched('dining-philosophers', 'naive', { philosophers: 5 })).states).toBe(1_743)
  })

  it('is counted as by brute force with three', async () => {
    const forks = ['a', 'b', 'c']
    const philosophers = forks.map((left, me) => {
      const right = forks[(me + 1) % forks.length] ?? ''
      return [acquireOf(left), acquireOf(right), releaseOf(right), releaseOf(left)]
    })
    const naive = bruteForce({ a: 0, b: 0, c: 0 }, philosophers, (_state, stuck) =>
      stuck ? 'deadlock' : 'everybody-ate',
    )
    const found = await searched('dining-philosophers', 'naive', { philosophers: 3 })
    expect(schedulesOf(found)).toEqual(naive.schedules)
    expect(preemptionsOf(found)).toEqual(naive.preemptions)
  })

  it.each(['ordered', 'arbitrator', 'chandy-misra', 'seats'])('lets everybody eat in %s', async variant => {
    for (const philosophers of [2, 3]) {
      const found = await searched('dining-philosophers', variant, { philosophers })
      expect(found.cut).toBeNull()
      expect(found.ends.map(({ name }) => name)).toEqual(['everybody-ate'])
    }
  })
})
