import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const ALL = ['spin', 'wait-notify', 'event', 'message', 'wait-async', 'post-message']

describe('wake-latency on real threads', () => {
  it('hands over in turn, whatever the waiter does meanwhile', async () => {
    const document = await runTrials('wake-latency', { set: { workers: 2, duration: 6 } })
    expectFixed(document, ...ALL)
    for (const variant of ALL) expect(variantOf(document, variant).measures['cost']?.median).toBeGreaterThan(0)
  })

  it('hands over in turn in several pairs at once, and leaves an odd worker out', async () => {
    const set = { workers: 5, duration: 20, trials: 5 }
    const document = await runTrials('wake-latency', { set, variants: ALL.slice(1) })
    expectFixed(document, ...ALL.slice(1))
    expect(variantOf(document, 'event').trials[0]?.observed['pairs']).toBe(2)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('wake-latency', { set: { trials: 10, duration: 10 }, variants: ['event'] })
    expectCaught(document, 'event', 'out-of-turn')
  })
})
