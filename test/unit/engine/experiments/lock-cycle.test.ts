import { describe, expect, it } from 'vitest'
import { LabError } from '../../../../src/base/errors.ts'
import { lockCycle, memory, placeOf, workersOf } from '../../../../src/engine/experiments/lock-cycle/experiment.ts'
import { ASIDE, inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  length: 2,
  circles: 1,
  bystanders: 3,
  pauseMillis: 0,
  limitMillis: 1,
  after: 'end',
}
const ALL = ['cycle', 'chain', 'timed']

function trial(variant: string, { done = 5, victims = 0 }, after = 'end') {
  const fill = (buffer: SharedArrayBuffer): void => {
    const { own } = memory.bind(buffer, 0)
    for (const each of own.first(done)) each.done.store(1)
    own.of(0).victims.store(victims)
  }
  return judged(lockCycle, variant, { ...PARAMS, after }, fill, { operations: done, perWorker: [] })
}

describe('lock-cycle', () => {
  it('has every variant', () => {
    expect(lockCycle.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it('lets members and bystanders take turns, as long as there are both', () => {
    expect(lockCycle.roles(PARAMS)).toEqual([
      'bystander: waits',
      'member',
      'bystander: waits with a limit',
      'member',
      'bystander: works',
    ])
    expect(lockCycle.roles({ ...PARAMS, bystanders: 1, circles: 2 })).toEqual([
      'bystander: waits',
      'member',
      'member',
      'member',
      'member',
    ])
  })

  it.each([
    { length: 1, circles: 1, bystanders: 0 },
    { length: 16, circles: 2, bystanders: 12 },
    { length: 2, circles: 1, bystanders: 12 },
  ])('gives each of $length x $circles members and $bystanders bystanders one place', shape => {
    const places = Array.from({ length: workersOf(shape) }, (_, worker) => placeOf(worker, shape))
    const members = places.flatMap(place => ('member' in place ? [place.member] : []))
    const bystanders = places.flatMap(place => ('bystander' in place ? [place.bystander] : []))
    expect(members).toEqual(Array.from({ length: shape.length * shape.circles }, (_, index) => index))
    expect(bystanders).toEqual(Array.from({ length: shape.bystanders }, (_, index) => index))
    expect(workersOf(shape)).toBeLessThanOrEqual(64)
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const [broken, fixed] = variant === 'cycle' ? ['interesting', 'forbidden'] : ['forbidden', 'acceptable']
    expect(trial(variant, {})).toMatchObject({ outcome: 'resolved', grade: fixed, failedChecks: [] })
    expect(trial(variant, { done: 4 })).toMatchObject({ outcome: null, failedChecks: ['everybody-counted'] })
    expect(trial(variant, { victims: 1 }, 'victim')).toMatchObject({ outcome: 'recovered', grade: broken })
    expect(lockCycle.outcomes(variant, PARAMS).find(({ state }) => state === 'deadlocked')?.grade).toBe(broken)
  })

  const self = { ...PARAMS, length: 1, bystanders: 0 }

  it('is refused by the lock where a member asks for its own', async () => {
    const relock = inTurn(lockCycle, 'cycle', self, [0], undefined, ASIDE)
    await expect(relock).rejects.toBeInstanceOf(LabError)
    await expect(relock).rejects.toMatchObject({ code: 'RELOCK' })
    const { observed } = await inTurn(lockCycle, 'timed', self, [0], undefined, ASIDE)
    expect(observed).toEqual({ done: 1, gaveUp: 0, refused: 1, victims: 0 })
  })

  it('has a chain of one that asks for nothing', async () => {
    const { outcome } = await inTurn(lockCycle, 'chain', self, [0], undefined, ASIDE)
    expect(outcome).toBe('resolved')
  })
})
