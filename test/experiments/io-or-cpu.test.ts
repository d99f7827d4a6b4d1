import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 4, waitMillis: 2, size: 20_000 }
const TOOLS = ['serial', 'loop', 'threads', 'gil-simulated', 'processes']

describe('io-or-cpu on real threads and processes', () => {
  it('comes to the same results with every tool', async () => {
    const document = await runTrials('io-or-cpu', { set: { ...set, trials: 10 } })
    expectFixed(document, ...TOOLS.map(tool => `waits-${tool}`), ...TOOLS.map(tool => `computes-${tool}`))
    expect(document.verdict).toBe('passed')
  })

  it.each([
    ['computes-threads', 'waited', set],
    ['computes-gil-simulated', 'two-under-the-lock', { ...set, size: 5_000_000 }],
  ])('has an oracle that can fail: %s', async (variant, by, sizes) => {
    const document = await runSabotaged('io-or-cpu', { set: { ...sizes, trials: 2 }, variants: [variant] })
    expectCaught(document, variant, by)
  })
})
