import { describe, expect, it } from 'vitest'
import { instrumentCost, PAIRS } from '../../../../src/engine/run/instrument-cost.ts'

/** Trials that take `off` ms, and with the instrument on `on` ms. */
function trials(figures: {
  readonly on: (nth: number) => number | null
  readonly off: (nth: number) => number | null
}) {
  const order: boolean[] = []
  const measure = (isOn: boolean): Promise<number | null> => {
    const nth = order.filter(one => one === isOn).length
    order.push(isOn)
    return Promise.resolve(isOn ? figures.on(nth) : figures.off(nth))
  }
  return { order, measure }
}

describe('what an instrument costs', () => {
  it('is measured in pairs, off and on, on and off, so that drift falls on both', async () => {
    const { order, measure } = trials({ on: () => 1, off: () => 1 })
    await instrumentCost(measure, 7)
    expect(order.slice(0, 4)).toEqual([false, true, true, false])
    expect(order).toHaveLength(2 * PAIRS)
    expect(order.filter((isOn, index) => index % 2 === 0 && isOn)).toHaveLength(PAIRS / 2)
  })

  it('is the median of the pairs’ ratios on / off, with its interval', async () => {
    const { measure } = trials({ on: nth => 10 * (1.1 + nth / 100), off: () => 10 })
    const cost = await instrumentCost(measure, 7)
    expect(cost).toMatchObject({ unit: 'ratio', n: PAIRS })
    expect(cost?.median).toBeCloseTo(1.125)
    expect(cost?.low).toBeGreaterThanOrEqual(1.1)
    expect(cost?.high).toBeLessThanOrEqual(1.15)
  })

  it('compares the trials of a pair, not the halves of the run: a machine that slows down costs nothing', async () => {
    const { measure } = trials({ on: nth => 2 ** nth, off: nth => 2 ** nth })
    expect(await instrumentCost(measure, 7)).toMatchObject({ median: 1, low: 1, high: 1 })
  })

  it('is not told, and no longer measured, once a trial did not complete', async () => {
    const { order, measure } = trials({ on: nth => (nth === 1 ? null : 1), off: () => 1 })
    expect(await instrumentCost(measure, 7)).toBeNull()
    expect(order).toEqual([false, true, true])
  })
})
