import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 3, auditors: 1, accounts: 3, transfers: 12, amplifier: 'yield' }

describe('bank-transfer on real threads', () => {
  it('gives wrong sums without coordination, and none with any', async () => {
    const document = await runTrials('bank-transfer', { set })
    expectShown(document, 'none', 'wrong-sum')
    expectFixed(document, 'global-lock', 'ordered-locks', 'actor')
  })

  it('tears audits even where one teller alone loses no update', async () => {
    const document = await runTrials('bank-transfer', { set: { ...set, workers: 2 }, variants: ['none'] })
    expectShown(document, 'none', 'wrong-sum')
    expect(variantOf(document, 'none').measures['money-error']?.median).toBe(0)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('bank-transfer', { set, variants: ['global-lock'] })
    expectCaught(document, 'global-lock', 'wrong-sum')
  })
})
