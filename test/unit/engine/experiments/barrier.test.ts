import { describe, expect, it } from 'vitest'
import { barrierExperiment, memory } from '../../../../src/engine/experiments/barrier/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, phases: 5, workNanos: 0 }
const VARIANTS = ['one-turnstile', 'reset-counter', 'two-turnstiles', 'barrier']

function judge(finished: readonly [number, number], skew: number, operations = 10) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.parties.of(0).finished.store(finished[0])
    words.parties.of(1).finished.store(finished[1])
    words.parties.of(0).skew.store(1)
    words.parties.of(1).skew.store(skew)
  }
  return judged(barrierExperiment, memory, 'barrier', PARAMS, write, [operations])
}

describe('barrier', () => {
  it.each([
    [1, 'in-step'],
    [2, 'ran-ahead'],
    [5, 'ran-ahead'],
  ])('with a skew of %d is %s', (skew, outcome) => {
    expect(judge([5, 5], skew)).toMatchObject({ outcome, failedChecks: [] })
  })

  it('checks that every party finished every phase', () => {
    expect(judge([5, 4], 1).failedChecks).toEqual(['all-phases'])
    expect(judge([5, 5], 1, 9).failedChecks).toEqual(['all-phases'])
  })

  it('forbids in fixed variants what broken ones are there to show', () => {
    expect(gradesOf(barrierExperiment, 'one-turnstile')).toMatchObject({ 'ran-ahead': 'interesting' })
    expect(gradesOf(barrierExperiment, 'reset-counter')).toMatchObject({ 'left-behind': 'interesting' })
    for (const variant of ['two-turnstiles', 'barrier']) {
      expect(gradesOf(barrierExperiment, variant)).toEqual({
        'in-step': 'acceptable',
        'ran-ahead': 'forbidden',
        'left-behind': 'forbidden',
      })
    }
  })

  it.each(VARIANTS)('has a kernel of %s that lets a single party through every phase', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = barrierExperiment.attach(buffer, 0)
    const params = { ...PARAMS, workers: 1 }
    attached.prepare(params)
    const context = new FakeRoleContext(0, buffer)
    const run = await attached.loadKernels()
    void run(variant, params, context)
    const done = { operations: context.completed, perWorker: [context.completed] }
    const judgement = attached.judge(variant, params, done, { measuredMillis: 1, cpuMillis: 1, waits: 0 })
    expect(judgement).toMatchObject({ outcome: 'in-step', observed: { phases: 5, skew: 1 }, failedChecks: [] })
  })

  it('has a kernel of reset-counter that gives up waiting when a stop is asked for', async () => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const run = await barrierExperiment.attach(buffer, 0).loadKernels()
    const context = new FakeRoleContext(0, buffer)
    context.inTheGap = () => (context.stopped = true)
    void run('reset-counter', PARAMS, context)
    expect(context.completed).toBe(1)
    expect(memory.bind(buffer, 0).parties.of(0).skew.load()).toBe(0)
  })
})
