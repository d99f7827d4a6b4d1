import { describe, expect, it } from 'vitest'
import { expectStallCaught, expectStalled } from './support/stalls.ts'
import { countOf, expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** Bursts that fill a mailbox many times over. */
const set = { workers: 2, capacity: 2, burst: 64, messages: 1_000 }
/** Where a stall is expected, it is not waited for long. */
const hasty = { ...set, messages: 5_000, stallAfter: 0.05, timeCap: 1 }
const patient = { ...set, messages: 200, stallAfter: 2 }

describe('actor-cycle on real threads', () => {
  it.each([
    { workers: 1, trials: 6, most: 5 },
    { workers: 2, trials: 30, most: 25 },
    { workers: 4, trials: 6, most: 5 },
  ])(
    'stands still with $workers actors when all mailboxes are full, and is never called a deadlock',
    async ({ workers, trials, most }) => {
      const document = await runTrials('actor-cycle', { variants: ['block'], set: { ...hasty, workers, trials } })
      expectStalled(document, 'block', most)
      const [finding] = variantOf(document, 'block').deadlocks
      expect(finding).toMatchObject({ kind: 'stalled', proved: false, cycle: [] })
      expect(finding?.cause).toContain('cause unproven, because a queue has no owner: ')
      expect(finding?.cause).toContain('T1 waits for room in mailbox ')
      expect(finding?.cause).toContain('(2 of 2 places taken; only T1 could receive, and waits, too)')
    },
  )

  it('never stands still where a mailbox has room for a whole burst', async () => {
    const request = { variants: ['block'], set: { ...patient, workers: 3, capacity: 4, burst: 4 } }
    const document = await runTrials('actor-cycle', request)
    expectFixed(document, 'block')
    expect(variantOf(document, 'block').outcomes.map(({ name }) => name)).not.toContain('stood-still')
  })

  it('loses nothing without a word: all arrives with credit, and what is dropped is counted', async () => {
    const document = await runTrials('actor-cycle', { variants: ['drop', 'credit'], set: { ...patient, workers: 3 } })
    expectFixed(document, 'drop', 'credit')
    expect(countOf(document, 'credit', 'all-arrived')).toBe(30)
    expect(variantOf(document, 'drop').measures['dropped']?.median).toBeGreaterThan(0)
  })

  it('has an oracle that can fail', async () => {
    const stalled = await runSabotaged('actor-cycle', { variants: ['credit'], set: { ...hasty, trials: 5 } })
    expectStallCaught(stalled, 'credit')
    const silent = await runSabotaged('actor-cycle', { variants: ['drop'], set: { ...patient, trials: 5 } })
    expectCaught(silent, 'drop', 'unaccounted')
  })
})
