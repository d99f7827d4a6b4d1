import { describe, expect, it } from 'vitest'
import { present } from '../helpers/present.ts'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const TRIALS = 10
const set = { blockMillis: 30, periodMillis: 2, trials: TRIALS }

describe('blocked-loop on a real event loop', () => {
  it('stands still while it computes without a turn, and is late by all of it; else it goes on', async () => {
    const document = await runTrials('blocked-loop', { set })
    for (const variant of ['blocking', 'awaiting']) {
      expectShown(document, variant, 'stood-still', TRIALS)
      for (const { observed } of variantOf(document, variant).trials) {
        expect(observed['mostLagMillis']).toBeGreaterThanOrEqual(set.blockMillis)
      }
    }
    expectFixed(document, 'chunked', 'worker')
    expect(variantOf(document, 'worker').trials.every(({ observed }) => observed['onLoop'] === 0)).toBe(true)
    const { lags, spans } = present(variantOf(document, 'blocking').probe)
    expect(Math.max(...present(lags).lagMillis)).toBeGreaterThanOrEqual(set.blockMillis)
    expect(present(spans).row).toEqual([0])
    expect(present(variantOf(document, 'worker').probe?.spans).row).toEqual([1])
  })

  it.each(['chunked', 'worker'])('has an oracle that can fail: %s', async variant => {
    const document = await runSabotaged('blocked-loop', { set: { ...set, trials: 2 }, variants: [variant] })
    expectCaught(document, variant, 'stood-still')
  })
})
