import { describe, expect, it } from 'vitest'
import { expectStallCaught, expectStalled, stallsOf } from './support/stalls.ts'
import { countOf, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 3, phases: 15, workNanos: 1_000, stallAfter: 2 }
/** Where a stall is expected, it is not waited for long. */
const hasty = { ...set, phases: 100, stallAfter: 0.05, timeCap: 0.1 }

describe('barrier on real threads', () => {
  it('lets parties run ahead, or leaves them behind, with one turnstile', async () => {
    const document = await runTrials('barrier', { variants: ['one-turnstile'], set: hasty })
    const shown = countOf(document, 'one-turnstile', 'ran-ahead') + stallsOf(document, 'one-turnstile')
    expect(shown).toBeGreaterThanOrEqual(25)
    expect(variantOf(document, 'one-turnstile').verdict).not.toBe('failed')
  })

  it('leaves parties behind where the counter is reset', async () => {
    const document = await runTrials('barrier', { variants: ['reset-counter'], set: hasty })
    expectStalled(document, 'reset-counter')
  })

  it('keeps them in step with two turnstiles and with the barrier', async () => {
    const variants = ['two-turnstiles', 'barrier']
    expectFixed(await runTrials('barrier', { variants, set }), ...variants)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('barrier', { variants: ['barrier'], set: { ...hasty, trials: 5 } })
    const caught = countOf(document, 'barrier', 'ran-ahead')
    if (caught === 0) expectStallCaught(document, 'barrier')
    else expect(variantOf(document, 'barrier').verdict).toBe('failed')
  })
})
