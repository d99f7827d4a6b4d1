import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 2, duration: 5 }

describe('mutex on real threads', () => {
  it('lets one in at a time, whatever the lock', async () => {
    const document = await runTrials('mutex', { set })
    expectFixed(document, 'futex-mutex', 'adaptive', 'spin', 'ticket', 'fair-hand-off', 'owner')
    for (const { trials } of document.variants) {
      expect(trials.filter(({ operations }) => operations > 0).length).toBeGreaterThan(25)
    }
  })

  it('holds with more workers than cores, too', async () => {
    const document = await runTrials('mutex', { set: { workers: 8, duration: 20, trials: 2 } })
    // A worker that gets no core for long enough does not answer the stop: then its trial says nothing.
    for (const { verdict } of document.variants) expect(verdict).not.toBe('failed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('mutex', {
      set: { workers: 2, duration: 10, trials: 15 },
      variants: ['futex-mutex', 'ticket', 'spin'],
    })
    expectCaught(document, 'futex-mutex', 'intruded')
    expectCaught(document, 'ticket', 'intruded')
    expect(variantOf(document, 'spin').verdict).toBe('passed')
  })
})
