import { describe, expect, it } from 'vitest'
import { coffmanConditions, memory } from '../../../../src/engine/experiments/coffman-conditions/experiment.ts'
import { ASIDE, inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 3,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  jobs: 2,
  pauseMillis: 0,
  timeoutMillis: 5,
  after: 'end',
}
const FIXED = ['no-mutual-exclusion', 'no-hold-and-wait', 'preemption', 'no-circular-wait']
const ALL = ['all-on', ...FIXED]

function trial(variant: string, { jobs = 2, shared = 0, victims = 0 }, after = 'end') {
  const fill = (buffer: SharedArrayBuffer): void => {
    const { own } = memory.bind(buffer, 0)
    for (const each of own.first(3)) each.jobs.store(2)
    own.of(1).jobs.store(jobs)
    own.of(1).shared.store(shared)
    own.of(1).victims.store(victims)
  }
  return judged(coffmanConditions, variant, { ...PARAMS, after }, fill, { operations: 4 + jobs, perWorker: [] })
}

describe('coffman-conditions', () => {
  it('has a variant with all four conditions and one without each', () => {
    expect(coffmanConditions.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const broken = variant === 'all-on' ? 'interesting' : 'forbidden'
    const sharing = variant === 'no-mutual-exclusion' ? 'acceptable' : 'forbidden'
    expect(trial(variant, {})).toMatchObject({ outcome: 'all-done', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, { shared: 1 })).toMatchObject({ outcome: 'shared-tool', grade: sharing })
    expect(trial(variant, { jobs: 1 })).toMatchObject({ outcome: null, failedChecks: ['operations-add-up'] })
    expect(trial(variant, { victims: 2 }, 'victim')).toMatchObject({ outcome: 'recovered', grade: broken })
    expect(coffmanConditions.outcomes(variant, PARAMS).find(({ state }) => state === 'deadlocked')?.grade).toBe(broken)
  })

  it.each(FIXED)('gets the jobs done with %s, one worker after the other', async variant => {
    const judgement = await inTurn(coffmanConditions, variant, PARAMS, [0, 1, 2], undefined, ASIDE)
    expect(judgement).toMatchObject({ outcome: 'all-done', failedChecks: [] })
    expect(judgement.observed).toMatchObject({ uses: 6, givenBack: 0 })
  })

  it('notices another user of the same tool', async () => {
    const { outcome } = await inTurn(
      coffmanConditions,
      'no-circular-wait',
      PARAMS,
      [0, 1, 2],
      (_context, buffer) => {
        memory.bind(buffer, ASIDE).own.of(2).users.store(1)
      },
      ASIDE,
    )
    expect(outcome).toBe('shared-tool')
  })
})
