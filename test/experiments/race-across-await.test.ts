import { describe, expect, it } from 'vitest'
import { present } from '../helpers/present.ts'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { tasks: 4, additions: 100 }
const ALL_TRIALS = 30

describe('race-across-await on a real event loop', () => {
  it('loses the same additions in every trial where an await stands between, and none elsewhere', async () => {
    const document = await runTrials('race-across-await', { set })
    expectShown(document, 'await-between', 'lost', ALL_TRIALS)
    const totals = variantOf(document, 'await-between').trials.map(({ observed }) => observed['actual'])
    expect(new Set(totals)).toEqual(new Set([100]))
    expectFixed(document, 'no-await-between', 'async-mutex')
  })

  it('loses nothing without an await', async () => {
    expectFixed(await runTrials('race-across-await', { set: { ...set, awaits: 0 } }), 'await-between')
  })

  it('notes from when to when additions were open: they overlap where they are lost, and only there', async () => {
    const document = await runTrials('race-across-await', { set: { ...set, trials: 1 } })
    const overlaps = (variant: string): number => {
      const { fromMillis, toMillis } = present(variantOf(document, variant).probe?.spans)
      return fromMillis.filter((from, index) => index > 0 && from < present(toMillis[index - 1])).length
    }
    expect(overlaps('await-between')).toBeGreaterThan(0)
    expect([overlaps('no-await-between'), overlaps('async-mutex')]).toEqual([0, 0])
  })

  it.each(['async-mutex', 'no-await-between'])('has an oracle that can fail: %s', async variant => {
    const document = await runSabotaged('race-across-await', { set: { ...set, trials: 5 }, variants: [variant] })
    expectCaught(document, variant, 'lost')
  })
})
