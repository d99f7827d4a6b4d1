import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { rounds: 30, amplifier: 'yield' }

describe('broken-lock on real threads', () => {
  it('lets both in where check and set are apart, and nowhere else', async () => {
    const document = await runTrials('broken-lock', { set })
    expectShown(document, 'check-then-set', 'both-inside')
    expectFixed(document, 'compare-exchange', 'peterson-atomic')
    // The store buffer needs two cores that run at the same instant: rare where they are shared.
    expect(variantOf(document, 'peterson-plain').verdict).toBe('passed')
  })

  it('never shows the store buffer with atomics, however close the two come', async () => {
    const close = { rounds: 2000, amplifier: 'none' }
    const document = await runTrials('broken-lock', { set: close, variants: ['peterson-atomic', 'compare-exchange'] })
    expectFixed(document, 'peterson-atomic', 'compare-exchange')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('broken-lock', { set, variants: ['compare-exchange', 'peterson-atomic'] })
    expectCaught(document, 'compare-exchange', 'both-inside')
    expectCaught(document, 'peterson-atomic', 'both-inside')
  })
})
