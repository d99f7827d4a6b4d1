import { describe, expect, it } from 'vitest'
import { riskyCycle } from '../../../../src/engine/analysis/lock-order.ts'
import { orderRisk } from '../../../../src/engine/experiments/order-risk/experiment.ts'
import { orderRisksIn } from '../../../../src/engine/run/order-risk.ts'
import { ASIDE, inTurn } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 3,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  visits: 1,
  turns: 'on',
  after: 'end',
  recordOrder: 'on',
}
const ALL = ['inversion', 'gate-lock', 'consistent-order']

function run(variant: string, params = PARAMS) {
  return inTurn(orderRisk, variant, params, [0, 1, 2], undefined, ASIDE)
}

describe('order-risk', () => {
  it('has every variant', () => {
    expect(orderRisk.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it('closes a circle of orders without anybody having waited', async () => {
    const judgement = await run('inversion')
    expect(judgement).toMatchObject({ outcome: 'circle-of-orders', failedChecks: [], observed: { visits: 3, hops: 3 } })
    expect(riskyCycle(judgement.lockOrders)?.map(({ asksFor }) => asksFor)).toEqual(['lock[1]', 'lock[2]', 'lock[0]'])
  })

  it('closes none behind a gate, nor with one order', async () => {
    for (const variant of ['gate-lock', 'consistent-order']) {
      const judgement = await run(variant)
      expect(judgement).toMatchObject({ outcome: 'in-order', failedChecks: [] })
      expect(judgement.lockOrders.length).toBeGreaterThan(0)
      expect(riskyCycle(judgement.lockOrders)).toBeNull()
    }
  })

  it('knows of nothing that it did not record', async () => {
    expect(await run('inversion', { ...PARAMS, recordOrder: 'off' })).toMatchObject({
      outcome: 'in-order',
      lockOrders: [],
    })
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const broken = variant === 'inversion' ? 'interesting' : 'forbidden'
    const grades = Object.fromEntries(
      orderRisk.outcomes(variant, { ...PARAMS, turns: 'off' }).map(({ name, grade }) => [name, grade]),
    )
    expect(grades).toEqual({ 'circle-of-orders': broken, 'in-order': 'acceptable', deadlock: broken })
    // With turns a deadlock is nothing that was to be expected.
    expect(orderRisk.outcomes(variant, PARAMS).map(({ name }) => name)).toEqual(['circle-of-orders', 'in-order'])
  })
})

describe('the finding', () => {
  const trial = {
    index: 4,
    state: 'completed',
    outcome: null,
    durationMillis: 12,
    operations: 3,
    observed: {},
    reason: null,
  } as const

  it('is no deadlock, and names the locks of the circle', async () => {
    const judgement = await run('inversion')
    expect(orderRisksIn(trial, judgement)).toMatchObject([
      {
        trial: 4,
        kind: 'order-risk',
        proved: false,
        resources: ['lock[1]', 'lock[2]', 'lock[0]'],
        cycle: [],
        afterMillis: 12,
      },
    ])
  })

  it('is none where there is no circle, nor of a trial that did not complete', async () => {
    expect(orderRisksIn(trial, await run('gate-lock'))).toEqual([])
    expect(orderRisksIn(trial, null)).toEqual([])
    expect(orderRisksIn({ ...trial, state: 'deadlocked' }, await run('inversion'))).toEqual([])
  })
})
