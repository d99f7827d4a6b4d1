import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 2, size: 20_000 }

describe('pool-map on real threads and processes', () => {
  it('comes to the sums of the formula, whoever adds up', async () => {
    const document = await runTrials('pool-map', { set: { ...set, trials: 20 } })
    expectFixed(document, 'serial', 'threads', 'processes')
    expect(document.verdict).toBe('passed')
    for (const variant of ['threads', 'processes']) {
      const { measures } = variantOf(document, variant)
      expect(Object.keys(measures)).toEqual(expect.arrayContaining(['wall', 'work', 'speed-up', 'start-up', 'ask']))
      expect(measures['carry']).toBeUndefined()
    }
  })

  it('carries data by copies to both', async () => {
    const document = await runTrials('pool-map', { set: { ...set, trials: 3, payload: 1 } })
    expectFixed(document, 'serial', 'threads', 'processes')
    expect(variantOf(document, 'processes').measures['carry']?.median).toBeGreaterThan(0)
  })

  it.each(['transfer', 'share'])('can %s memory with threads only', async carry => {
    const document = await runTrials('pool-map', { set: { ...set, trials: 3, payload: 1, carry } })
    expectFixed(document, 'serial', 'threads')
    expectShown(document, 'processes', 'refused', 3)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('pool-map', { set: { ...set, trials: 3 }, variants: ['threads'] })
    expectCaught(document, 'threads', 'wrong')
  })
})
