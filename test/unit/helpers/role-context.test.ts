import { describe, expect, it } from 'vitest'
import { FakeRoleContext } from '../../helpers/role-context.ts'

describe('FakeRoleContext', () => {
  it('does a total in batches and counts what is done', () => {
    const context = new FakeRoleContext(0)
    const batches: number[] = []
    context.repeat(5, times => batches.push(times), 2)
    expect(batches).toEqual([2, 2, 1])
    expect([context.completed, context.batches]).toEqual([5, 3])
  })

  it('ends before the next batch once it is stopped', () => {
    const context = new FakeRoleContext(0)
    context.beforeBatch = () => (context.stopped = context.batches === 2)
    context.repeat(10, () => undefined, 2)
    expect(context.completed).toBe(4)
    expect(context.stopRequested()).toBe(true)
  })

  it('plays the others wherever an amplifier widens the gap', () => {
    const context = new FakeRoleContext(0)
    let played = 0
    context.inTheGap = () => (played += 1)
    context.spin()
    context.yieldCore()
    expect(played).toBe(2)
  })
})
