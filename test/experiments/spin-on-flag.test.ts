import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

describe('spin-on-flag on real threads', () => {
  it('misses the flag where it is loaded once, and never where each look is atomic', async () => {
    const document = await runTrials('spin-on-flag', { set: { delay: 100 } })
    expectShown(document, 'hoisted', 'stale')
    expectFixed(document, 'atomic')
    // What an engine does with plain looks is its own business.
    expect(variantOf(document, 'plain').verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('spin-on-flag', { set: { trials: 10 }, variants: ['atomic'] })
    expectCaught(document, 'atomic', 'stale')
  })
})
