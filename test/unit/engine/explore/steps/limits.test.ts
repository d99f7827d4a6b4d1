import { describe, expect, it } from 'vitest'
import { StepExplorer } from '../../../../../src/engine/explore/steps/step-explorer.ts'
import { prepared, searched } from './searched.ts'

const BIG = { workers: 2, additions: 30 }
const LIMITS = { states: 10_000_000, memoryMegabytes: 500, seconds: 10 }

describe('the limits of a search', () => {
  it.each([false, true])('end it after so many states (reduced: %s)', async reduced => {
    const found = await searched('lost-update', 'atomic-load-store', BIG, { states: 5_000 }, reduced)
    expect(found).toMatchObject({ cut: 'states', schedules: null, cyclic: false })
    expect(found.states).toBeGreaterThan(5_000)
    expect(found.states).toBeLessThan(5_020)
  })

  it.each([false, true])('end it before it keeps more memory than it may (reduced: %s)', async reduced => {
    const explorer = new StepExplorer(
      await prepared('lost-update', 'atomic-load-store', BIG),
      { ...LIMITS, memoryMegabytes: 2 },
      { nowMillis: () => 0 },
      reduced,
    )
    let most = 0
    while (!explorer.advance(0)) most = Math.max(most, explorer.progress.memoryBytes)
    expect(most).toBeGreaterThan(500_000)
    expect(explorer.progress.memoryBytes).toBeLessThanOrEqual(2_000_000)
    expect(explorer.result()).toMatchObject({ cut: 'memory', schedules: null })
  })

  it('end it after so long', async () => {
    let millis = 0
    const explorer = new StepExplorer(await prepared('lost-update', 'atomic-load-store', BIG), LIMITS, {
      nowMillis: () => (millis += 1_000),
    })
    while (!explorer.advance(0));
    expect(explorer.result().cut).toBe('time')
  })

  it('end it when it is stopped, and what was found stands', async () => {
    const explorer = new StepExplorer(await prepared('lost-update', 'atomic-load-store', BIG), LIMITS, {
      nowMillis: () => 0,
    })
    explorer.advance(0)
    explorer.stop('stopped')
    expect(explorer.advance(0)).toBe(true)
    const found = explorer.result()
    expect(found.cut).toBe('stopped')
    expect(found.ends.map(({ value, fewestPreemptions }) => [value, fewestPreemptions])).toContainEqual([60, 0])
  })
})
