import { describe, expect, it } from 'vitest'
import { expectStalled } from './support/stalls.ts'
import { countOf, expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 4, permits: 2, uses: 12, failEvery: 4, trials: 30, stallAfter: 2 }

describe('leaked-permit on real threads', () => {
  it('runs dry when failures take permits along', async () => {
    const hasty = { ...set, stallAfter: 0.05, timeCap: 0.1 }
    expectStalled(await runTrials('leaked-permit', { variants: ['bare'], set: hasty }), 'bare')
  })

  it('misses permits before it has run dry', async () => {
    const slow = { ...set, permits: 8, failEvery: 12, trials: 30 }
    expectShown(await runTrials('leaked-permit', { variants: ['bare'], set: slow }), 'bare', 'leaked')
  })

  it('has all permits back on every way out, and too many when they are returned twice', async () => {
    const variants = ['released-twice', 'try-finally', 'token']
    const document = await runTrials('leaked-permit', { variants, set })
    const twice = ['too-many-inside', 'returned-too-many'].map(outcome => countOf(document, 'released-twice', outcome))
    expect(twice.reduce((sum, own) => sum + own)).toBe(30)
    expectFixed(document, 'try-finally', 'token')
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const slow = { ...set, permits: 8, failEvery: 12, trials: 10 }
    const document = await runSabotaged('leaked-permit', { variants: ['try-finally', 'token'], set: slow })
    expectCaught(document, 'try-finally', 'leaked')
    expectCaught(document, 'token', 'returned-too-many')
  })
})
