import { describe, expect, it } from 'vitest'
import { cyclesOf, expectDeadlockCaught, expectDeadlocked, expectRecovered } from './support/deadlocks.ts'
import { countOf, expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 3, jobs: 2, pauseMillis: 1, timeoutMillis: 4, stallAfter: 2 }
const FIXED = ['no-mutual-exclusion', 'no-hold-and-wait', 'preemption', 'no-circular-wait']

describe('coffman-conditions on real threads', () => {
  it('deadlocks in every trial with all four conditions', async () => {
    const document = await runTrials('coffman-conditions', { variants: ['all-on'], set })
    expectDeadlocked(document, 'all-on')
    for (const cycle of cyclesOf(document, 'all-on')) expect(cycle).toEqual([0, 1, 2])
  })

  it('never deadlocks without any one of them', async () => {
    const document = await runTrials('coffman-conditions', { variants: FIXED, set })
    expectFixed(document, ...FIXED)
    expect(document.variants.flatMap(({ deadlocks }) => deadlocks)).toEqual([])
    // Each of the four did switch off what it says.
    expect(countOf(document, 'no-mutual-exclusion', 'shared-tool')).toBeGreaterThan(0)
    expect(variantOf(document, 'preemption').measures['given-back']?.median).toBeGreaterThan(0)
  })

  it('holds for two workers and for eight', async () => {
    for (const workers of [2, 8]) {
      const document = await runTrials('coffman-conditions', { set: { ...set, workers, jobs: 1, trials: 5 } })
      expectDeadlocked(document, 'all-on')
      expectFixed(document, ...FIXED)
    }
  })

  it('does every job when a victim gives way', async () => {
    const document = await runTrials('coffman-conditions', {
      variants: ['all-on'],
      set: { ...set, after: 'victim', trials: 10 },
    })
    expectRecovered(document, 'all-on')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('coffman-conditions', {
      variants: ['no-circular-wait', 'no-hold-and-wait'],
      set: { ...set, trials: 10 },
    })
    expectDeadlockCaught(document, 'no-circular-wait')
    expectCaught(document, 'no-hold-and-wait', 'shared-tool')
  })
})
