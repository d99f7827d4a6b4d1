import { describe, expect, it } from 'vitest'
import { expectStallCaught, expectStalled } from './support/stalls.ts'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** The nap between the first permit and the second lets the others take theirs. */
const set = { workers: 3, permits: 3, passages: 20, amplifier: 'yield' }
/** Where a stall is expected, it is not waited for long. */
const hasty = { ...set, stallAfter: 0.05, timeCap: 5 }
const patient = { ...set, stallAfter: 2 }

describe('semaphore-stall on real threads', () => {
  it.each(['one-by-one', 'opposite-order'])('stands still, %s, and is never called a deadlock', async variant => {
    const document = await runTrials('semaphore-stall', { variants: [variant], set: hasty })
    expectStalled(document, variant)
    const findings = variantOf(document, variant).deadlocks
    expect(findings.map(({ kind, proved, cycle }) => ({ kind, proved, cycle }))).toEqual(
      findings.map(() => ({ kind: 'stalled', proved: false, cycle: [] })),
    )
    const [first] = findings
    expect(first?.cause).toMatch(/^cause unproven, because a permit has no owner: .*could release one, and waits?, too/)
  })

  it('lets everybody pass in order, by turns, in one go, and where there are enough', async () => {
    const variants = ['same-order', 'both-under-mutex', 'pairs', 'enough-permits']
    expectFixed(await runTrials('semaphore-stall', { variants, set: patient }), ...variants)
  })

  it('cannot stand still with more permits than workers, one by one', async () => {
    const variants = ['one-by-one', 'opposite-order']
    const document = await runTrials('semaphore-stall', { variants, set: { ...patient, permits: 4 } })
    expectFixed(document, ...variants)
  })

  it('has an oracle that can fail', async () => {
    const stalled = await runSabotaged('semaphore-stall', {
      variants: ['both-under-mutex'],
      set: { ...hasty, trials: 5 },
    })
    expectStallCaught(stalled, 'both-under-mutex')
    const crowded = await runSabotaged('semaphore-stall', { variants: ['pairs'], set: { ...patient, trials: 10 } })
    expectCaught(crowded, 'pairs', 'too-many-inside')
  })
})
