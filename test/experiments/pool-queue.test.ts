import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** Twenty tasks at the same time for two workers that take 2 ms for each. */
const crowded = { workers: 2, arrivals: 2_000, serviceMillis: 2, queue: 2, tasks: 20, trials: 20 }

describe('pool-queue on real threads', () => {
  it('does with what finds no room what its policy says, and accounts for all of it', async () => {
    const document = await runTrials('pool-queue', { set: crowded })
    expectShown(document, 'reject', 'turned-away', 18)
    expectShown(document, 'block', 'held-up', 18)
    expectShown(document, 'caller-runs', 'caller-worked', 18)
    expect(document.verdict).toBe('passed')
  })

  it('takes everything in where there is room for it', async () => {
    const document = await runTrials('pool-queue', { set: { ...crowded, queue: 1_000, trials: 5 } })
    expectFixed(document, 'reject', 'block', 'caller-runs')
  })

  it('measures both sides of Little’s law', async () => {
    const document = await runTrials('pool-queue', { set: { ...crowded, tasks: 100, trials: 2 }, variants: ['block'] })
    const { measures } = variantOf(document, 'block')
    expect(measures['in-system']?.median).toBeGreaterThan(1)
    expect(measures['lambda-w']?.median).toBeGreaterThan(1)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('pool-queue', { set: { ...crowded, trials: 3 }, variants: ['reject'] })
    expectCaught(document, 'reject', 'lost-or-overfull')
  })
})
