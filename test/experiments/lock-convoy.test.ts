import { describe, expect, it } from 'vitest'
import { countOf, expectCaught, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 4, duration: 20, nap: 1, napEvery: 10, trials: 30 }

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
    const document = await runTrials('lock-convoy', {
      set: { ...set, duration: 40 },
      variants: ['inversion', 'inheritance'],
    })
    // Where the urgent worker gets no core, it does not wait for anybody.
    expectShown(document, 'inversion', 'inverted', 20)
    expect(countOf(document, 'inheritance', 'inverted')).toBe(0)
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('lock-convoy', { set, variants: ['sleep-outside', 'inheritance'] })
    expectCaught(document, 'sleep-outside', 'lost')
    expectCaught(document, 'inheritance', 'inverted')
  })
})
