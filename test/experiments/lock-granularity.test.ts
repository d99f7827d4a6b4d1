import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 2, duration: 8, work: 0, totals: 20, skew: 100, trials: 30 }

describe('lock-granularity on real threads', () => {
  it('adds up with one lock, with some, and with one for each entry', async () => {
    const document = await runTrials('lock-granularity', { set })
    expectFixed(document, 'long-hold', 'one-lock', 'sharded', 'per-entry')
    const totals = document.variants.map(({ trials }) =>
      trials.reduce((sum, t) => sum + Number(t.observed['totals']), 0),
    )
    expect(Math.min(...totals)).toBeGreaterThan(0)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('lock-granularity', { set, variants: ['sharded'] })
    expectCaught(document, 'sharded', 'lost')
  })
})
