import { describe, expect, it } from 'vitest'
import { DEPOSIT, isLeftFirst, lockOrder, memory } from '../../../../src/engine/experiments/lock-order/experiment.ts'
import { ASIDE, inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 0.5,
  timeCap: 10,
  transfers: 3,
  pauseMillis: 0,
  timeoutMillis: 5,
  backoff: 'none',
  lockstep: 'off',
  after: 'end',
  recordOrder: 'off',
}
const DONE = { operations: 6, perWorker: [3, 3] }
const ALL = ['naive', 'global-order', 'timeout', 'try-lock', 'queue-owner']

function trial(variant: string, { left = 0, moved = 3, victims = 0, asked = 0 }, params = PARAMS, done = DONE) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.balances.items[0] = DEPOSIT + left
    const own = words.own.of(0)
    own.moved.store(moved)
    own.victims.store(victims)
    own.startedNanos.value = 2e6
    own.askedNanos.value = asked
    words.own.of(1).moved.store(3)
    words.own.of(1).startedNanos.value = 3e6
  }
  return judged(lockOrder, variant, params, fill, done)
}

describe('lock-order', () => {
  it('has every variant of the catalogue, and two workers unless more are asked for', () => {
    expect(lockOrder.variants.map(({ variant }) => variant)).toEqual(ALL)
    expect(lockOrder.params['workers']?.default).toBe(2)
    expect(lockOrder.roles({ ...PARAMS, workers: 3 })).toEqual(['left to right', 'right to left', 'left to right'])
    expect([0, 1, 2].map(isLeftFirst)).toEqual([true, false, true])
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const broken = variant === 'naive' ? 'interesting' : 'forbidden'
    expect(trial(variant, {})).toMatchObject({ outcome: 'all-moved', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, { left: -1 })).toMatchObject({ outcome: 'wrong-sum', grade: 'forbidden' })
    expect(trial(variant, { moved: 2 })).toMatchObject({ outcome: 'wrong-sum', failedChecks: ['operations-add-up'] })
    expect(trial(variant, { victims: 1 }, { ...PARAMS, after: 'victim' })).toMatchObject({
      outcome: 'recovered',
      grade: broken,
    })
    const states = lockOrder
      .outcomes(variant, PARAMS)
      .flatMap(({ state, grade }) => (state === null ? [] : [[state, grade]]))
    expect(states).toEqual([
      ['deadlocked', broken],
      ['stalled', variant === 'timeout' ? 'interesting' : 'forbidden'],
    ])
  })

  it('takes a deadlock for a failure where a victim was to break it', () => {
    const declared = lockOrder.outcomes('naive', { ...PARAMS, after: 'victim' })
    expect(declared.map(({ state }) => state)).not.toContain('deadlocked')
  })

  it('says when the last worker asked for its second lock, since the first one began', () => {
    expect(trial('naive', { asked: 12e6 }).observed['lastAskMillis']).toBe(10)
    expect(trial('naive', {}).observed['lastAskMillis']).toBe(0)
  })

  it.each(['global-order', 'timeout', 'try-lock'])(
    'moves all amounts with %s, one worker after the other',
    async variant => {
      const judgement = await inTurn(lockOrder, variant, PARAMS, [0, 1], undefined, ASIDE)
      expect(judgement).toMatchObject({ outcome: 'all-moved', failedChecks: [] })
      expect(judgement.observed).toMatchObject({ left: DEPOSIT, right: DEPOSIT, transfers: 6, retries: 0 })
    },
  )

  it('records orders only where that is asked for', async () => {
    const edges = async (variant: string, recordOrder: string) => {
      return (await inTurn(lockOrder, variant, { ...PARAMS, recordOrder }, [0, 1], undefined, ASIDE)).lockOrders
    }
    expect(await edges('timeout', 'off')).toEqual([])
    expect(await edges('timeout', 'on')).toEqual([
      { worker: 0, held: ['account[0]'], acquired: 'account[1]' },
      { worker: 1, held: ['account[1]'], acquired: 'account[0]' },
    ])
    expect(await edges('global-order', 'on')).toEqual([
      { worker: 0, held: ['account[0]'], acquired: 'account[1]' },
      { worker: 1, held: ['account[0]'], acquired: 'account[1]' },
    ])
  })

  it.each(['global-order', 'timeout', 'try-lock'])('ends %s when a stop is asked for', async variant => {
    const stop = { operations: 0 }
    const judgement = await inTurn(lockOrder, variant, PARAMS, [0], context => (context.stopped = true), ASIDE)
    expect(judgement.observed).toMatchObject({ transfers: stop.operations })
  })
})
