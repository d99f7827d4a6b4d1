import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 3, rounds: 15, prepareMicros: 200, trials: 30, stallAfter: 2 }

describe('work-ready on real threads', () => {
  it('lets nobody pass too early where an event says when, and is reset in time', async () => {
    const document = await runTrials('work-ready', { set })
    expectShown(document, 'sleep-and-hope', 'too-early')
    expectShown(document, 'late-reset', 'too-early')
    expectFixed(document, 'manual-reset', 'auto-reset')
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const variants = ['manual-reset', 'auto-reset']
    const document = await runSabotaged('work-ready', { variants, set: { ...set, trials: 10 } })
    expectCaught(document, 'manual-reset', 'too-early')
    expectCaught(document, 'auto-reset', 'too-early')
  })
})
