import { afterAll, describe, expect, it } from 'vitest'
import { openFaultyLab } from './faulty/faulty-lab.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { matching } from './support/matching.ts'
import { runWatched, trialsOf, trialStates } from './support/watched-run.ts'

const lab = openFaultyLab()
afterAll(() => lab.close())

const TIME_CAP = 0.5
const STUCK = {
  code: 'TIME_CAP',
  message: 'the trial was not done after 0.5 s; T1 did not answer the stop and had to be terminated',
}

describe.each(['loop', 'sleep', 'backtrack'])('a worker that does %s', variant => {
  it('is terminated at the time cap, and a fresh one takes its place in the next trial', async () => {
    const document = await runWatched(lab, faultyRequest(variant, { trials: 3, faultyTrial: 2, timeCap: TIME_CAP }))
    expect(trialStates(document)).toEqual(['completed', 'timed-out', 'completed'])
    expect(trialsOf(document)[1]).toMatchObject({ outcome: null, observed: {}, reason: STUCK })
    expect(document).toMatchObject({ state: 'timed-out', reason: null, verdict: 'passed' })
  })
})

describe('a variant that hangs in every trial', () => {
  it('leaves the trials of the other one as they are, turn by turn', async () => {
    const request = faultyRequest(['behave', 'loop'], { trials: 3, warmUp: 1, timeCap: TIME_CAP, seed: 1 })
    const document = await runWatched(lab, request)
    expect(document.state).toBe('timed-out')
    expect(document.variants).toMatchObject([
      { variant: 'behave', state: 'completed', verdict: 'passed' },
      { variant: 'loop', state: 'timed-out', verdict: 'inconclusive' },
    ])
    expect(document.variants.map(({ trials }) => trials.map(({ state }) => state))).toEqual([
      ['completed', 'completed', 'completed'],
      ['timed-out', 'timed-out', 'timed-out'],
    ])
  })
})

describe('a worker that dawdles', () => {
  it('is asked to stop at the time cap', async () => {
    const document = await runWatched(lab, faultyRequest('dawdle', { timeCap: TIME_CAP }))
    expect(document.state).toBe('timed-out')
    const reason = { code: 'TIME_CAP', message: matching('the trial was not done after 0.5 s') }
    expect(trialsOf(document)).toMatchObject([{ state: 'timed-out', outcome: null, reason }])
  })
})
