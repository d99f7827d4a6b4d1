import { describe, expect, it } from 'vitest'
import { expectStallCaught, expectStalled } from './support/stalls.ts'
import { expectFixed, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 4, visits: 10, stallAfter: 2 }
/** Where a stall is expected, it is not waited for long. */
const hasty = { ...set, visits: 100, stallAfter: 0.05, timeCap: 0.1 }

describe('notify-one-or-all on real threads', () => {
  it('stands still where one signal wakes one of several kinds of waiters', async () => {
    const document = await runTrials('notify-one-or-all', { variants: ['notify-one'], set: hasty })
    expectStalled(document, 'notify-one')
  })

  it('serves everybody where all are woken, or the right one is', async () => {
    const variants = ['notify-all', 'own-condition']
    const document = await runTrials('notify-one-or-all', { variants, set })
    expectFixed(document, ...variants)
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const variants = ['notify-all']
    const document = await runSabotaged('notify-one-or-all', { variants, set: { ...hasty, trials: 5 } })
    expectStallCaught(document, 'notify-all')
  })
})
