import { describe, expect, it } from 'vitest'
import { TravellingForks } from '../../../../src/engine/experiments/dining-philosophers/chandy-misra.ts'
import { diningPhilosophers, memory } from '../../../../src/engine/experiments/dining-philosophers/experiment.ts'
import { ASIDE, inTurn, judged } from '../../../helpers/judged.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  philosophers: 3,
  meals: 2,
  pauseMillis: 0,
  after: 'end',
  recordOrder: 'off',
}
const FIXED = ['ordered', 'arbitrator', 'chandy-misra', 'seats']
const ALL = ['naive', ...FIXED]

function trial(variant: string, { meals = 2, together = 0, victims = 0 }, after = 'end') {
  const fill = (buffer: SharedArrayBuffer): void => {
    for (const own of memory.bind(buffer, 0).own.first(3)) own.meals.store(2)
    const last = memory.bind(buffer, 0).own.of(2)
    last.meals.store(meals)
    last.together.store(together)
    last.victims.store(victims)
  }
  return judged(diningPhilosophers, variant, { ...PARAMS, after }, fill, { operations: 4 + meals, perWorker: [] })
}

describe('dining-philosophers', () => {
  it('has every variant of the catalogue and as many workers as philosophers', () => {
    expect(diningPhilosophers.variants.map(({ variant }) => variant)).toEqual(ALL)
    expect(diningPhilosophers.roles(PARAMS)).toEqual(['philosopher', 'philosopher', 'philosopher'])
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const broken = variant === 'naive' ? 'interesting' : 'forbidden'
    expect(trial(variant, {})).toMatchObject({ outcome: 'everybody-ate', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, { together: 1 })).toMatchObject({ outcome: 'neighbours-at-once', grade: 'forbidden' })
    expect(trial(variant, { meals: 1 })).toMatchObject({ outcome: null, failedChecks: ['operations-add-up'] })
    expect(trial(variant, { victims: 1 }, 'victim')).toMatchObject({ outcome: 'recovered', grade: broken })
    expect(trial(variant, { victims: 1 })).toMatchObject({ outcome: null })
    expect(diningPhilosophers.outcomes(variant, PARAMS).find(({ state }) => state === 'deadlocked')?.grade).toBe(broken)
  })

  it.each(FIXED)('lets one after the other eat with %s', async variant => {
    const judgement = await inTurn(diningPhilosophers, variant, PARAMS, [0, 1, 2], undefined, ASIDE)
    expect(judgement).toMatchObject({ outcome: 'everybody-ate', failedChecks: [] })
  })

  it('gives the last philosopher its right fork first, where forks have an order', async () => {
    const recorded = { ...PARAMS, recordOrder: 'on' }
    const { lockOrders } = await inTurn(diningPhilosophers, 'ordered', recorded, [0, 1, 2], undefined, ASIDE)
    expect(lockOrders.map(({ held, acquired }) => `${held.join()} ${acquired}`)).toEqual([
      'fork[0] fork[1]',
      'fork[1] fork[2]',
      'fork[0] fork[2]',
    ])
  })

  it('notices a neighbour that eats meanwhile', async () => {
    const { observed } = await inTurn(
      diningPhilosophers,
      'ordered',
      PARAMS,
      [0],
      (context, buffer) => {
        const { eating } = memory.bind(buffer, ASIDE).own.of(1)
        context.inTheGap = () => {
          eating.store(1)
        }
      },
      ASIDE,
    )
    expect(observed['together']).toBe(2)
  })
})

describe('the forks of Chandy and Misra', () => {
  function table() {
    const buffer = new SharedArrayBuffer(ASIDE + memory.byteLength)
    diningPhilosophers.attach(buffer, ASIDE).prepare(PARAMS)
    const words = memory.bind(buffer, ASIDE)
    const forks = [0, 1, 2].map(worker => new TravellingForks(words, 3, new FakeRoleContext(worker, buffer)))
    const owners = () => [0, 3, 6].map(base => words.handed.items[base])
    const dirty = () => [1, 4, 7].map(at => words.handed.items[at])
    return { words, forks, owners, dirty }
  }

  it('belong to the lower number at first, all of them dirty, so that the waits have no circle', () => {
    const { owners, dirty } = table()
    expect(owners()).toEqual([0, 0, 1])
    expect(dirty()).toEqual([1, 1, 1])
  })

  it('come clean, and are dirty again after the meal', () => {
    const { forks, owners, dirty } = table()
    forks[2]?.take()
    expect(owners()).toEqual([2, 0, 2])
    expect(dirty()).toEqual([0, 1, 0])
    forks[2]?.giveBack()
    expect(dirty()).toEqual([1, 1, 1])
  })

  it('go to the neighbour that asked for them during the meal', () => {
    const { words, forks, owners, dirty } = table()
    forks[0]?.take()
    // As T2 would, before it goes to sleep.
    words.handed.items[5] = 1
    forks[0]?.giveBack()
    expect(owners()).toEqual([0, 1, 1])
    expect(dirty()).toEqual([1, 0, 1])
  })
})
