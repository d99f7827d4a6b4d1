import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** Long enough that workers which merely wait for a core are not taken for stalled. */
const set = { workers: 3, tasks: 20, limitMillis: 2, stallAfter: 2 }

describe('abandoned-lock on real threads', () => {
  it('leaves the data torn where the lock is released, and whole where the next holder is told', async () => {
    const document = await runTrials('abandoned-lock', {
      set,
      variants: ['try-finally', 'using-token', 'timeout', 'robust'],
    })
    expectShown(document, 'try-finally', 'torn')
    expectShown(document, 'using-token', 'torn')
    expectShown(document, 'timeout', 'gave-up')
    expectFixed(document, 'robust')
  })

  it('stalls on a bare acquire, and names who left with the lock', async () => {
    const document = await runTrials('abandoned-lock', {
      set: { ...set, stallAfter: 0.05 },
      variants: ['bare-acquire'],
    })
    expectShown(document, 'bare-acquire', 'waits-for-ever')
    const kinds = new Set(variantOf(document, 'bare-acquire').deadlocks.map(({ kind }) => kind))
    expect(kinds).toContain('abandoned')
    expect(kinds).not.toContain('deadlock')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('abandoned-lock', {
      set: { ...set, trials: 5, stallAfter: 0.1 },
      variants: ['robust', 'using-token'],
    })
    expectCaught(document, 'robust', 'torn')
    expectCaught(document, 'using-token', 'waits-for-ever')
  })
})
