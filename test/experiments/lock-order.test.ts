import { describe, expect, it } from 'vitest'
import { cyclesOf, expectDeadlockCaught, expectDeadlocked, expectRecovered, provedIn } from './support/deadlocks.ts'
import { stallsOf } from './support/stalls.ts'
import { countOf, expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 2, transfers: 2, pauseMillis: 1, timeoutMillis: 4, stallAfter: 2 }
const FIXED = ['global-order', 'try-lock', 'queue-owner']

describe('lock-order on real threads', () => {
  it('deadlocks in every trial as locks come, and names the two workers and their locks', async () => {
    const document = await runTrials('lock-order', { variants: ['naive'], set })
    expectDeadlocked(document, 'naive')
    for (const { cause } of provedIn(document, 'naive')) expect(cause).toMatch(/^T1 -> account 2 -> T2 -> account 1/)
    for (const { trial, afterMillis } of provedIn(document, 'naive')) {
      const asked = Number(variantOf(document, 'naive').trials[trial]?.observed['lastAskMillis'])
      // Never before it was there.
      expect(afterMillis).toBeGreaterThan(asked)
    }
  })

  it('never deadlocks where locks have an order, are tried, or are no locks', async () => {
    const document = await runTrials('lock-order', { variants: [...FIXED, 'timeout'], set })
    expectFixed(document, ...FIXED)
    expect(document.variants.flatMap(({ deadlocks }) => deadlocks.filter(({ kind }) => kind === 'deadlock'))).toEqual(
      [],
    )
    expect(variantOf(document, 'timeout').verdict).toBe('passed')
    for (const { detectorShare } of document.variants) {
      // Looks every millisecond take something, and not all of a core.
      expect(detectorShare?.median).toBeGreaterThan(0)
      expect(detectorShare?.median).toBeLessThan(1)
    }
  })

  it('moves every amount once with six workers', async () => {
    const document = await runTrials('lock-order', {
      variants: [...FIXED, 'timeout'],
      set: { ...set, workers: 6, transfers: 1, pauseMillis: 0, trials: 10 },
    })
    expectFixed(document, ...FIXED)
  })

  it('goes round in circles where equal time limits fall in step, and jitter ends that', async () => {
    const inStep = { ...set, pauseMillis: 2, timeoutMillis: 3, lockstep: 'on' }
    const variants = ['timeout']
    const equal = await runTrials('lock-order', {
      variants,
      set: { ...inStep, backoff: 'none', stallAfter: 0.06, trials: 10 },
    })
    expect(stallsOf(equal, 'timeout')).toBeGreaterThanOrEqual(8)
    expect(variantOf(equal, 'timeout').deadlocks.map(({ kind }) => kind)).toContain('livelock')
    expect(variantOf(equal, 'timeout').verdict).toBe('passed')
    const jittered = await runTrials('lock-order', { variants, set: { ...inStep, backoff: 'jittered', trials: 10 } })
    expect(countOf(jittered, 'timeout', 'all-moved')).toBe(10)
  })

  it('goes on when a victim gives way, and when a worker is terminated', async () => {
    const variants = ['naive']
    expectRecovered(await runTrials('lock-order', { variants, set: { ...set, after: 'victim', trials: 10 } }), 'naive')
    const killed = await runTrials('lock-order', {
      variants,
      set: { ...set, after: 'terminate', trials: 2, warmUp: 0 },
    })
    for (const { recovery } of provedIn(killed, 'naive'))
      expect(recovery).toMatchObject({ by: 'terminate', complete: true })
  })

  it('sees the opposite orders also where nobody deadlocked', async () => {
    const recorded = { ...set, recordOrder: 'on', trials: 10 }
    const document = await runTrials('lock-order', { variants: ['global-order', 'try-lock'], set: recorded })
    expect(variantOf(document, 'global-order').deadlocks).toEqual([])
    // Try-lock never waits with a lock in hand, so that its orders are no risk: what is recorded cannot tell.
    for (const { kind } of variantOf(document, 'try-lock').deadlocks) expect(kind).toBe('order-risk')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('lock-order', {
      variants: ['global-order', 'queue-owner'],
      // Enough for two that do not begin at the same moment to meet.
      set: { ...set, transfers: 40, trials: 10 },
    })
    expectDeadlockCaught(document, 'global-order')
    expectCaught(document, 'queue-owner', 'wrong-sum')
    expect(cyclesOf(document, 'global-order')[0]).toEqual([0, 1])
  })
})
