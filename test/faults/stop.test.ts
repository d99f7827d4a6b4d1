import { afterAll, describe, expect, it } from 'vitest'
import { LabError } from '../../src/base/errors.ts'
import type { Lab } from '../../src/contract/lab.ts'
import { openFaultyLab } from './faulty/faulty-lab.ts'
import { faultyRequest } from './support/faulty-request.ts'
import { openForkedLab } from './support/forked-lab.ts'
import { matching } from './support/matching.ts'
import { runWatched, trialsOf, trialStates, Watcher } from './support/watched-run.ts'

const forked = openForkedLab(new URL('./faulty/faulty-host-main.ts', import.meta.url))
const inProcess = openFaultyLab()
afterAll(() => Promise.all([inProcess.close(), forked.close()]))

const CARRIERS: readonly (readonly [string, Pick<Lab, 'run' | 'stop'>])[] = [
  ['in process', inProcess],
  ['in a forked child', forked],
]

/** Two trials that end by themselves, then one that goes on until it is stopped. */
const ENDLESS_FROM_TRIAL_2 = faultyRequest('dawdle', { trials: 5, faultyTrial: 3, timeCap: 60 })

describe.each(CARRIERS)('a lab %s', (_where, lab) => {
  it('cancels the trial in which it is stopped, and keeps those before', async () => {
    const document = await runWatched(lab, ENDLESS_FROM_TRIAL_2, {
      onSample: trial => {
        if (trial === 2) void lab.stop()
      },
    })
    expect(document).toMatchObject({ state: 'cancelled', reason: null })
    expect(trialStates(document)).toEqual(['completed', 'completed', 'cancelled'])
    expect(trialsOf(document)[2]).toMatchObject({ index: 2, outcome: null, reason: null })
  })

  it.each(['loop', 'sleep', 'backtrack'])('cancels a trial whose worker does %s', async variant => {
    const document = await runWatched(lab, faultyRequest(variant, { trials: 3, timeCap: 60 }), {
      onSample: () => void lab.stop(),
    })
    expect(document.state).toBe('cancelled')
    expect(trialsOf(document)).toMatchObject([{ state: 'cancelled', outcome: null, observed: {} }])
  })

  it('may be stopped as soon as the run has begun', async () => {
    const document = await runWatched(lab, ENDLESS_FROM_TRIAL_2, { onStart: () => void lab.stop() })
    expect(document).toMatchObject({ state: 'cancelled', reason: null, verdict: 'inconclusive' })
    // By the time another process hears of the stop it may have come further.
    if (lab === inProcess) expect(trialsOf(document)).toEqual([])
    expect(document.variants).toMatchObject([{ state: 'cancelled', verdict: 'inconclusive' }])
  })

  it('is stopped between two trials', async () => {
    const document = await runWatched(lab, ENDLESS_FROM_TRIAL_2, {
      onTrial: ({ index }) => {
        if (index === 0) void lab.stop()
      },
    })
    expect(document.state).toBe('cancelled')
    expect(trialStates(document).filter(state => state !== 'completed').length).toBeLessThanOrEqual(1)
  })

  it('may be stopped again and again', async () => {
    const stops: Promise<void>[] = []
    const document = await runWatched(lab, ENDLESS_FROM_TRIAL_2, {
      onSample: trial => {
        if (trial === 2) stops.push(lab.stop(), lab.stop(), lab.stop())
      },
    })
    stops.push(lab.stop())
    await Promise.all(stops)
    expect(trialStates(document)).toEqual(['completed', 'completed', 'cancelled'])
  })

  it('refuses a second run by the id of the first, which goes on undisturbed', async () => {
    const refusals: Promise<unknown>[] = []
    const second = new Watcher()
    const document = await runWatched(lab, ENDLESS_FROM_TRIAL_2, {
      onSample: trial => {
        if (trial !== 2 || refusals.length > 0) return
        const refusal = lab.run(faultyRequest('exit'), second).catch((error: unknown) => error)
        refusals.push(refusal)
        void refusal.then(() => lab.stop())
      },
    })
    const [refusal] = await Promise.all(refusals)
    expect(refusal).toBeInstanceOf(LabError)
    expect(refusal).toMatchObject({ code: 'BUSY', message: matching(document.id) })
    expect(second.events).toEqual([])
    expect(document.state).toBe('cancelled')
    expect(trialStates(document)).toEqual(['completed', 'completed', 'cancelled'])
  })
})
