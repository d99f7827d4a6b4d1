import { describe, expect, it } from 'vitest'
import { lagsOf, LoopTicker, tickerLayout } from '../../../../../src/engine/experiments/kit/loop-ticker.ts'
import { FakeLoop } from '../../../../helpers/fake-loop.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

function tickerOf(periodMillis: number) {
  const memory = tickerLayout.bind(new SharedArrayBuffer(tickerLayout.byteLength), 0)
  const loop = new FakeLoop()
  const context = new FakeRoleContext(0)
  loop.drive(context)
  return { memory, loop, ticker: new LoopTicker(memory, context, periodMillis * 1e6) }
}

describe('a ticker', () => {
  it('comes when it is due, and notes no lag', async () => {
    const { memory, ticker } = tickerOf(5)
    for (let n = 0; n < 3; n++) {
      await ticker.untilDue()
      ticker.serve()
    }
    expect(lagsOf(memory)).toEqual([5, 10, 15].map(due => ({ dueNanos: due * 1e6, lagNanos: 0 })))
  })

  it('serves all that was due in one turn, each with its own lag', async () => {
    const { memory, loop, ticker } = tickerOf(5)
    loop.nowMillis = 20
    await ticker.untilDue()
    ticker.serve()
    expect(lagsOf(memory).map(({ lagNanos }) => lagNanos / 1e6)).toEqual([16, 11, 6, 1])
    expect([memory.turns.load(), memory.ticks.load(), memory.mostLagNanos.value]).toEqual([1, 4, 16e6])
  })

  it('waits for a turn of the loop also when it is overdue: settled promises do not let it in', async () => {
    const { loop, ticker } = tickerOf(5)
    loop.nowMillis = 20
    let came = false
    const waiting = ticker.untilDue().then(() => (came = true))
    for (let n = 0; n < 100; n++) await Promise.resolve()
    expect(came).toBe(false)
    await waiting
  })

  it('counts ticks that there is no room for', async () => {
    const { memory, loop, ticker } = tickerOf(1)
    loop.nowMillis = 12_000
    await ticker.untilDue()
    ticker.serve()
    expect(memory.ticks.load()).toBe(12_001)
    expect(lagsOf(memory)).toHaveLength(10_000)
  })
})
