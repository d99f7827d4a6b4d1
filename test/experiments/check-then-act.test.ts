import { describe, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 3, stock: 40, amplifier: 'yield' }

describe('check-then-act on real threads', () => {
  it('sells too many tickets where check and act are apart, and nowhere else', async () => {
    const document = await runTrials('check-then-act', { set })
    expectShown(document, 'check-then-act', 'oversold')
    expectFixed(document, 'lock', 'cas-loop', 'single-owner')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('check-then-act', { set, variants: ['lock'] })
    expectCaught(document, 'lock', 'oversold')
  })
})
