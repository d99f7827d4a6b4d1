import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const FIXED = ['atomic-add', 'compiled-add', 'cas-loop', 'mutex', 'message']

describe('cost-ladder on real threads', () => {
  it('loses additions where they are cheap and shared', async () => {
    const set = { workers: 2, duration: 20 }
    const document = await runTrials('cost-ladder', { set, variants: ['plain', 'atomic-load-store'] })
    expectShown(document, 'atomic-load-store', 'lost')
    expectShown(document, 'plain', 'lost')
  })

  it('counts exactly where the addition is one step, guarded, or somebody else’s', async () => {
    expectFixed(await runTrials('cost-ladder', { set: { workers: 3, duration: 5 }, variants: FIXED }), ...FIXED)
  })

  it('loses nothing, and knows of no way to, where each worker has a counter', async () => {
    const document = await runTrials('cost-ladder', { set: { workers: 2, duration: 5, counters: 'own', trials: 5 } })
    expectFixed(document, 'plain', 'atomic-load-store', ...FIXED)
    expect(variantOf(document, 'plain').outcomes.map(({ name }) => name)).toEqual(['exact'])
    expect(variantOf(document, 'message').measures).toHaveProperty('cost')
  })

  it('has an oracle that can fail', async () => {
    const set = { workers: 2, duration: 20, trials: 10 }
    const document = await runSabotaged('cost-ladder', { set, variants: ['mutex'] })
    expectCaught(document, 'mutex', 'lost')
  })
})
