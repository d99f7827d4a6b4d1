import { describe, expect, it } from 'vitest'
import { expectCaught, runSabotaged, runTrials } from './support/trials.ts'

const ALL = ['futex-mutex', 'adaptive', 'fair-mutex', 'spin', 'ticket', 'mcs']
const set = { workers: 2, duration: 6, hold: 0, think: 0 }

describe('lock-zoo on real threads', () => {
  it('loses nothing behind any lock', async () => {
    const document = await runTrials('lock-zoo', { set: { ...set, trials: 30 } })
    for (const { variant, outcomes, verdict } of document.variants) {
      expect(outcomes.find(({ name }) => name === 'lost')).toMatchObject({ grade: 'forbidden', count: 0 })
      expect({ variant, verdict }).toEqual({ variant, verdict: 'passed' })
    }
    expect(document.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it('ends by its time with more workers than cores, collapsed or not', async () => {
    const crowd = { workers: 8, duration: 30, hold: 1, think: 1, trials: 2 }
    const document = await runTrials('lock-zoo', { set: crowd, variants: ['ticket', 'mcs'] })
    for (const { verdict } of document.variants) expect(verdict).not.toBe('failed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('lock-zoo', { set, variants: ['mcs'] })
    expectCaught(document, 'mcs', 'lost')
  })
})
