import { afterAll, describe, expect, it } from 'vitest'
import { openFaultyLab } from './faulty/faulty-lab.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { expectHealthy, runWatched, trialStates } from './support/watched-run.ts'

const lab = openFaultyLab()
afterAll(() => lab.close())

describe('a worker that talks out of turn', () => {
  it('floods the host with 100 000 messages and odd ones, and the run completes', async () => {
    const document = await runWatched(lab, faultyRequest('flood', { trials: 2, faultyTrial: 1, timeCap: 60 }))
    expect(document).toMatchObject({ state: 'completed', reason: null, verdict: 'passed' })
  })

  it('is not believed when it speaks for sessions and trials that are over', async () => {
    await expectHealthy(lab)
    const document = await runWatched(lab, faultyRequest('impersonate', { trials: 5 }))
    expect(document).toMatchObject({ state: 'completed', reason: null, verdict: 'passed' })
    expect(trialStates(document)).toEqual(Array.from({ length: 5 }, () => 'completed'))
  })
})
