import { afterAll, describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { openFaultyLab } from './faulty/faulty-lab.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { runWatched, trialsOf, trialStates } from './support/watched-run.ts'

const lab = openFaultyLab()
afterAll(() => lab.close())

const STALL_AFTER = 0.2

function standstill(variant: string, set: Readonly<Record<string, number>> = {}): Promise<RunDocument> {
  return runWatched(lab, faultyRequest(variant, { stallAfter: STALL_AFTER, timeCap: 10, ...set }))
}

describe('a trial in which nothing gets done', () => {
  it('is STALLED when a worker waits for what nobody owns, and says that the cause is not proved', async () => {
    const document = await standstill('sleep')
    expect(trialStates(document)).toEqual(['stalled'])
    expect(trialsOf(document)[0]).toMatchObject({ outcome: 'stalled', reason: { code: 'STALLED' } })
    expect(document.variants[0]?.deadlocks).toEqual([
      expect.objectContaining({ trial: 0, kind: 'stalled', proved: false, cycle: [] }),
    ])
    expect(document.variants[0]?.deadlocks[0]?.cause).toContain('T1 runs and gets nothing done')
    expect(document.verdict).toBe('failed')
  })

  it('is ABANDONED when a worker returned with the lock that the others wait for', async () => {
    const document = await standstill('keep-mutex', { workers: 3 })
    expect(trialStates(document)).toEqual(['stalled'])
    const [finding] = document.variants[0]?.deadlocks ?? []
    expect(finding).toMatchObject({ kind: 'abandoned', resources: ['gate'] })
    expect(finding?.cause).toBe('T2 waits for gate, which T1 held when it returned')
  })

  it('is a LIVELOCK when workers retry and none gets anything done', async () => {
    const document = await standstill('retry-for-ever')
    const [finding] = document.variants[0]?.deadlocks ?? []
    expect(finding).toMatchObject({ kind: 'livelock' })
    expect(trialsOf(document)[0]?.reason?.message).toMatch(/^LIVELOCK: \d+ retries/)
  })

  it('is noticed after stallAfter, and not much later', async () => {
    const document = await standstill('keep-mutex')
    const afterMillis = document.variants[0]?.deadlocks[0]?.afterMillis ?? 0
    expect(afterMillis).toBeGreaterThanOrEqual(STALL_AFTER * 1000)
    expect(afterMillis).toBeLessThan(STALL_AFTER * 1000 + 1500)
  })

  it('runs into its time cap where that comes first', async () => {
    const document = await standstill('sleep', { stallAfter: 5, timeCap: 0.3 })
    expect(trialStates(document)).toEqual(['timed-out'])
  })

  it('is none while work goes on, however long a trial takes', async () => {
    const document = await standstill('behave', { additions: 1_000_000, workers: 8, stallAfter: 0.05 })
    expect(trialStates(document)).toEqual(['completed'])
  })
})
