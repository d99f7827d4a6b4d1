import { describe, expect, it } from 'vitest'
import { countOf, expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 2, turns: 50, nodes: 6, amplifier: 'yield' }

describe('cas-retries on real threads', () => {
  it('gives nodes to two owners where the head has no tag, and nowhere else', async () => {
    const document = await runTrials('cas-retries', { set })
    expectShown(document, 'untagged', 'corrupted')
    expectFixed(document, 'tagged', 'mutex')
  })

  it('calls it wrapped when the tag was too narrow for the changes of a trial', async () => {
    const narrow = { ...set, workers: 4, tagBits: 1 }
    const document = await runTrials('cas-retries', { set: narrow, variants: ['tagged'] })
    expect(countOf(document, 'tagged', 'corrupted')).toBe(0)
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('cas-retries', { set, variants: ['tagged'] })
    expectCaught(document, 'tagged', 'corrupted')
  })
})
