import { describe, expect, it } from 'vitest'
import { expectStallCaught } from './support/stalls.ts'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 3, accounts: 3, transactions: 4, pauseMillis: 1, stallAfter: 2 }
const ALL = ['wait-die', 'wound-wait', 'victim-release']

describe('wait-die on real threads', () => {
  it('commits every transaction with each rule, and the oldest never gives way', async () => {
    const document = await runTrials('wait-die', { set })
    expectFixed(document, ...ALL)
    expect(document.variants.flatMap(({ deadlocks }) => deadlocks)).toEqual([])
  })

  it('makes transactions begin again, more often where a mere suspicion is enough', async () => {
    const document = await runTrials('wait-die', { set: { ...set, workers: 4, accounts: 2, trials: 10 } })
    expectFixed(document, ...ALL)
    const [suspected = 0, , caught = 0] = ALL.map(
      variant => variantOf(document, variant).measures['aborts']?.median ?? 0,
    )
    expect(caught).toBeGreaterThan(0)
    expect(suspected).toBeGreaterThan(caught)
  })

  it('lets one worker alone commit without beginning again', async () => {
    const document = await runTrials('wait-die', { set: { ...set, workers: 1, trials: 5 } })
    expectFixed(document, ...ALL)
    for (const { trials } of document.variants) for (const { observed } of trials) expect(observed['aborts']).toBe(0)
  })

  it('has an oracle that can fail', async () => {
    const hasty = { ...set, accounts: 2, transactions: 20, stallAfter: 0.1, trials: 5 }
    const waiting = await runSabotaged('wait-die', { variants: ['wait-die'], set: hasty })
    expectStallCaught(waiting, 'wait-die')
    const unfair = await runSabotaged('wait-die', { variants: ['wound-wait'], set: hasty })
    expectCaught(unfair, 'wound-wait', 'oldest-gave-way')
  })
})
