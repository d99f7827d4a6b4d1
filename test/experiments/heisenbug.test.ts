import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** A gap that gives the core away, so that the others come in between also where there is one core for all. */
const set = { workers: 2, additions: 20, amplifier: 'yield', lookNanos: 1000 }

describe('heisenbug on real threads', () => {
  it('loses additions unwatched, and none where watching lets one worker at a time go on', async () => {
    const document = await runTrials('heisenbug', { set })
    expectShown(document, 'off', 'lost')
    expectFixed(document, 'step')
    for (const watched of ['log', 'slow']) expect(variantOf(document, watched).verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('heisenbug', { set, variants: ['step'] })
    expectCaught(document, 'step', 'lost')
  })
})
