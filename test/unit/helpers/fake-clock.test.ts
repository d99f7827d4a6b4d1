import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../helpers/fake-clock.ts'

describe('FakeClock', () => {
  it('stands still until it is told to advance, on both of its faces', () => {
    const clock = new FakeClock(500)
    expect(clock.nowMillis()).toBe(500)
    clock.advance(1.5)
    expect(clock.nowMillis()).toBe(501.5)
    expect(clock.nowNanos()).toBe(501_500_000)
    expect(clock.wallTime()).toBe('2026-01-01T00:00:00.501Z')
  })

  it('rings each alarm once, at its time and in order', () => {
    const clock = new FakeClock(0)
    const rung: string[] = []
    clock.after(20, () => rung.push(`late at ${clock.nowMillis()}`))
    clock.after(10, () => rung.push(`early at ${clock.nowMillis()}`))
    clock.after(10, () => rung.push('early too'))
    clock.advance(9)
    expect(rung).toEqual([])
    clock.advance(100)
    expect(rung).toEqual(['early at 10', 'early too', 'late at 20'])
    expect(clock.pending).toBe(0)
  })

  it('ticks at every period until it is cancelled', () => {
    const clock = new FakeClock(0)
    const ticks: number[] = []
    const cancel = clock.every(50, () => ticks.push(clock.nowMillis()))
    clock.advance(125)
    cancel()
    clock.advance(1000)
    expect(ticks).toEqual([50, 100])
  })

  it('never rings what was cancelled', () => {
    const clock = new FakeClock(0)
    const cancel = clock.after(10, () => expect.unreachable('cancelled'))
    cancel()
    clock.advance(100)
    expect(clock.pending).toBe(0)
  })

  it('wakes a sleeper when its time has come, and lets others run on yield', async () => {
    const clock = new FakeClock(0)
    const sleeping = clock.sleep(30)
    clock.advance(30)
    await sleeping
    await clock.yield()
    expect(clock.nowMillis()).toBe(30)
  })

  it('rings a starved period once, late, and the next one a period after that', () => {
    const clock = new FakeClock(0)
    const ticks: number[] = []
    clock.every(50, () => ticks.push(clock.nowMillis()))
    clock.starve(220)
    clock.advance(50)
    expect(ticks).toEqual([220, 270])
  })
})
