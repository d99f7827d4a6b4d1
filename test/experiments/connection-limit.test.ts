import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

/** All ask at once, so that who looks before it takes sees what the others see. */
const set = { workers: 6, connections: 2, serviceMicros: 300, requests: 2 }

describe('connection-limit on real threads', () => {
  it('keeps to the limit with permits alone', async () => {
    const document = await runTrials('connection-limit', { set: { ...set, trials: 30 } })
    expectShown(document, 'unlimited', 'over-limit')
    expectShown(document, 'look-then-connect', 'over-limit')
    expectFixed(document, 'semaphore')
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('connection-limit', { set: { ...set, trials: 10 }, variants: ['semaphore'] })
    expectCaught(document, 'semaphore', 'over-limit')
  })
})
