import { describe, expect, it } from 'vitest'
import { checkThenAct, memory, mostSold } from '../../../../src/engine/experiments/check-then-act/experiment.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 3,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  stock: 100,
  amplifier: 'yield',
  spinNanos: 500,
}
const FIXED = ['lock', 'cas-loop', 'single-owner']
const ALL = ['check-then-act', ...FIXED]

function trial(variant: string, receipts: readonly number[], left = 0) {
  const operations = receipts.reduce((sum, own) => sum + own, 0)
  return judged(
    checkThenAct,
    variant,
    PARAMS,
    buffer => {
      const words = memory.bind(buffer, 0)
      words.stock.store(left)
      for (const [worker, own] of receipts.entries()) words.own.of(worker).receipts.store(own)
    },
    { operations, perWorker: receipts },
  )
}

describe('check-then-act', () => {
  it('has every variant of the catalogue', () => {
    expect(checkThenAct.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const oversold = FIXED.includes(variant) ? 'forbidden' : 'interesting'
    expect(trial(variant, [40, 30, 30])).toMatchObject({ outcome: 'sold-out', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, [40, 30, 31])).toMatchObject({ outcome: 'oversold', grade: oversold })
    expect(trial(variant, [40, 30, 32])).toMatchObject({ outcome: 'oversold', grade: oversold })
    expect(trial(variant, [40, 30, 33])).toMatchObject({ outcome: 'beyond-ceiling', grade: 'forbidden' })
    expect(trial(variant, [40, 30, 29])).toMatchObject({ outcome: 'unsold', grade: 'forbidden' })
  })

  it('counts receipts and believes no stock', () => {
    expect(trial('lock', [40, 30, 31], 0).grade).toBe('forbidden')
    expect(trial('lock', [40, 30, 30], -7).outcome).toBe('sold-out')
  })

  it('can sell one too many for each other buyer, and no more', () => {
    expect([mostSold(1000, 1), mostSold(1000, 2), mostSold(1, 64)]).toEqual([1000, 1001, 64])
    expect(checkThenAct.axis(PARAMS)).toMatchObject({ floor: 100, ceiling: 102 })
  })

  it.each(['check-then-act', 'lock', 'cas-loop'])('sells the stock with %s when buyers come in turn', async variant => {
    const { outcome, failedChecks } = await inTurn(checkThenAct, variant, PARAMS, [0, 1, 2])
    expect({ outcome, failedChecks }).toEqual({ outcome: 'sold-out', failedChecks: [] })
  })

  it('lets the owner alone sell the stock to itself', async () => {
    const { outcome } = await inTurn(checkThenAct, 'single-owner', { ...PARAMS, workers: 1 }, [0])
    expect(outcome).toBe('sold-out')
  })

  /** Somebody else takes the last ticket while the first buyer is between check and act. */
  const snatchLast = (context: { inTheGap: () => void }, buffer: SharedArrayBuffer) => {
    const words = memory.bind(buffer, 0)
    context.inTheGap = () => {
      if (words.stock.load() !== 1) return
      words.stock.store(0)
      words.own.of(1).receipts.store(1)
    }
  }

  it('sells the last ticket twice when somebody takes it between check and act', async () => {
    const judgement = await inTurn(checkThenAct, 'check-then-act', PARAMS, [0], snatchLast)
    expect(judgement).toMatchObject({ outcome: 'oversold', observed: { sold: 101 } })
  })

  it('checks again in the CAS loop, and so does not', async () => {
    const judgement = await inTurn(checkThenAct, 'cas-loop', PARAMS, [0], snatchLast)
    expect(judgement).toMatchObject({ outcome: 'sold-out', observed: { sold: 100, retries: 1 } })
  })

  it.each(ALL)('ends %s when a stop is asked for', async variant => {
    const { observed } = await inTurn(checkThenAct, variant, PARAMS, [0], context => (context.stopped = true))
    expect(observed['sold']).toBe(0)
  })
})
