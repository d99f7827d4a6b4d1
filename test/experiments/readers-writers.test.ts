import { describe, expect, it } from 'vitest'
import { countOf, expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 6, readPercent: 80, hold: 5, think: 0, trials: 30 }

describe('readers-writers on real threads', () => {
  it('starves writers where readers go first, and lets nobody in with a writer', async () => {
    // So many that some are always inside, also where others have no core.
    const crowd = { ...set, workers: 12, readPercent: 92, hold: 20, duration: 40 }
    const document = await runTrials('readers-writers', { set: crowd, variants: ['readers-first'] })
    // A worker that gets no core at all in a trial neither starves nor is starved.
    expectShown(document, 'readers-first', 'writers-starved', 20)
    expect(countOf(document, 'readers-first', 'writer-not-alone')).toBe(0)
  })

  it('leaves writers alone whatever the preference', async () => {
    const document = await runTrials('readers-writers', {
      set: { ...set, workers: 3, duration: 10, hold: 0 },
      variants: ['writers-first', 'fair', 'mutex'],
    })
    expectFixed(document, 'writers-first', 'fair', 'mutex')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('readers-writers', {
      set: { ...set, duration: 8, trials: 10 },
      variants: ['fair'],
    })
    expectCaught(document, 'fair', 'writer-not-alone')
  })
})
