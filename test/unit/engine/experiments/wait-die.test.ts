import { describe, expect, it } from 'vitest'
import { DEPOSIT, memory, waitDie } from '../../../../src/engine/experiments/wait-die/experiment.ts'
import { LockDesk, type Rule } from '../../../../src/engine/experiments/wait-die/lock-desk.ts'
import { ASIDE, inTurn, judged } from '../../../helpers/judged.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  accounts: 3,
  transactions: 4,
  pauseMillis: 0,
}
const ALL = ['wait-die', 'wound-wait', 'victim-release']

function trial(variant: string, { total = 0, committed = 4, oldestAborted = 0 }) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.balances.items[1] = DEPOSIT + total
    words.own.of(0).committed.store(4)
    words.own.of(1).committed.store(committed)
    words.own.of(1).oldestAborted.store(oldestAborted)
    words.own.of(1).aborts.store(7)
    words.own.of(1).mostAborts.store(3)
  }
  return judged(waitDie, variant, PARAMS, fill, { operations: 4 + committed, perWorker: [] })
}

describe('wait-die', () => {
  it('has every variant of the catalogue', () => {
    expect(waitDie.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const judgement = trial(variant, {})
    expect(judgement).toMatchObject({ outcome: 'all-committed', grade: 'acceptable', failedChecks: [] })
    expect(judgement.measures).toMatchObject({ aborts: 7, 'most-aborts': 3 })
    expect(trial(variant, { total: 1 })).toMatchObject({ outcome: 'wrong-sum', grade: 'forbidden' })
    expect(trial(variant, { oldestAborted: 1 })).toMatchObject({ outcome: 'oldest-gave-way', grade: 'forbidden' })
    expect(trial(variant, { committed: 3 })).toMatchObject({ outcome: null, failedChecks: ['operations-add-up'] })
    expect(waitDie.outcomes(variant).find(({ state }) => state === 'stalled')?.grade).toBe('forbidden')
  })

  it.each(ALL)('commits everything with %s, one worker after the other', async variant => {
    const judgement = await inTurn(waitDie, variant, PARAMS, [0, 1], undefined, ASIDE)
    expect(judgement).toMatchObject({ outcome: 'all-committed', failedChecks: [] })
    expect(judgement.observed).toMatchObject({ aborts: 0, committed: 8 })
  })
})

describe('the desk', () => {
  const giveUp: Rule = ({ asker }) => asker

  function desks(rule: Rule) {
    const buffer = new SharedArrayBuffer(ASIDE + memory.byteLength)
    waitDie.attach(buffer, ASIDE).prepare(PARAMS)
    const words = memory.bind(buffer, ASIDE)
    const [older, younger, youngest] = [0, 1, 2].map(worker => {
      const desk = new LockDesk(words, 3, 3, rule, new FakeRoleContext(worker, buffer))
      desk.begin()
      return desk
    })
    return { words, older, younger, youngest }
  }

  it('tells the rule who asks, who owns, and which of them is older', () => {
    const told: unknown[] = []
    const { older, younger } = desks(({ asker, owner, isOlder, awaitedBy }) => {
      told.push([asker, owner], [isOlder(0, 1), isOlder(1, 0)], [awaitedBy(0), awaitedBy(1)])
      return asker
    })
    expect(older?.acquire(1)).toBe(true)
    expect(younger?.acquire(1)).toBe(false)
    expect(told).toEqual([
      [1, 0],
      [true, false],
      [-1, 0],
    ])
  })

  it('hands an account on once it was given back, and counts who gave way', () => {
    const { words, older, younger } = desks(giveUp)
    expect(older?.acquire(1)).toBe(true)
    expect(younger?.acquire(0)).toBe(true)
    expect(younger?.acquire(1)).toBe(false)
    younger?.giveWay()
    expect(words.own.of(1).aborts.load()).toBe(1)
    expect(words.own.of(1).oldestAborted.load()).toBe(0)
    expect(older?.acquire(0)).toBe(true)
    older?.commit()
    expect(younger?.acquire(1)).toBe(true)
  })

  it('keeps the timestamp of who begins again, so that it is the oldest some day', () => {
    const { words, older, younger } = desks(giveUp)
    older?.acquire(1)
    younger?.acquire(1)
    younger?.giveWay()
    expect(words.own.of(1).stamp.load()).toBe(2)
    older?.commit()
    older?.begin()
    expect(words.own.of(0).stamp.load()).toBe(4)
  })

  it('keeps a free account for an older one that waits for it', () => {
    const { words, younger, youngest } = desks(giveUp)
    words.own.of(0).waitsFor.store(2)
    expect(younger?.acquire(1)).toBe(false)
    words.own.of(0).waitsFor.store(0)
    expect(youngest?.acquire(1)).toBe(true)
  })

  it('refuses whoever was told to give way', () => {
    const { words, younger } = desks(giveUp)
    words.own.of(1).wounded.store(1)
    expect(younger?.acquire(1)).toBe(false)
    younger?.giveWay()
    expect(younger?.acquire(1)).toBe(true)
  })

  it('notices a rule that makes the oldest give way', () => {
    const { words, older, younger } = desks(giveUp)
    younger?.acquire(1)
    older?.acquire(1)
    expect(words.own.of(0).oldestAborted.load()).toBe(1)
  })
})
