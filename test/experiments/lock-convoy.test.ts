import { describe, expect, it } from 'vitest'
import { countOf, expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 4, duration: 10, nap: 1, napEvery: 10 }

describe('lock-convoy on real threads', () => {
  it('forms a convoy where the lock is handed over, and loses nothing anywhere', async () => {
    const document = await runTrials('lock-convoy', { set, variants: ['sleep-inside', 'sleep-outside', 'hand-off'] })
    expectShown(document, 'hand-off', 'convoy')
    for (const { variant, verdict } of document.variants) {
      expect(countOf(document, variant, 'lost')).toBe(0)
      expect(verdict).toBe('passed')
    }
  })

  it('lets others go before the urgent worker, unless its priority is inherited', async () => {
    // Where the urgent worker gets no core, it does not wait for anybody: that takes longer.
    const inverted = await runTrials('lock-convoy', { set: { ...set, duration: 30 }, variants: ['inversion'] })
    expectShown(inverted, 'inversion', 'inverted')
    expectFixed(await runTrials('lock-convoy', { set, variants: ['inheritance'] }), 'inheritance')
  })

  it('has an oracle that can fail', async () => {
    const longer = { ...set, duration: 20, trials: 10 }
    const document = await runSabotaged('lock-convoy', { set: longer, variants: ['sleep-outside', 'inheritance'] })
    expectCaught(document, 'sleep-outside', 'lost')
    expectCaught(document, 'inheritance', 'inverted')
  })
})
