import { describe, expect, it } from 'vitest'
import { lostWakeup, memory, pairsOf } from '../../../../src/engine/experiments/lost-wakeup/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = {
  workers: 5,
  signals: 10,
  amplifier: 'none',
  spinNanos: 500,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
}

function judge(given: number, heard: number, early: number, operations = 2 * (given + 10)) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    const [first, second] = words.pairs.first(2)
    first?.flag.store(given)
    first?.heard.store(heard)
    first?.early.store(early)
    second?.flag.store(10)
    second?.heard.store(10)
  }
  return judged(lostWakeup, memory, 'semaphore', PARAMS, write, [operations])
}

describe('lost-wakeup', () => {
  it('pairs its workers, and leaves an odd one out', () => {
    expect([2, 3, 64].map(pairsOf)).toEqual([1, 1, 32])
    expect(lostWakeup.roles(PARAMS)).toEqual(['sleeper', 'waker', 'sleeper', 'waker'])
  })

  it.each([
    [10, 10, 0, 'all-woken'],
    [10, 10, 1, 'woken-early'],
    [10, 9, 0, null],
    [9, 10, 0, null],
  ])('with %d given, %d heard, %d early is %s', (given, heard, early, outcome) => {
    expect(judge(given, heard, early).outcome).toBe(outcome)
  })

  it('checks that everybody counted every signal', () => {
    expect(judge(10, 10, 0).failedChecks).toEqual([])
    expect(judge(10, 10, 0, 39).failedChecks).toEqual(['operations-add-up'])
  })

  it('says who can end a wait, and what a waker looks at', () => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const { pairs } = memory.bind(buffer, 0)
    pairs.of(0).flag.store(3)
    pairs.of(0).ready.store(3)
    pairs.of(1).ready.store(1)
    const attached = lostWakeup.attach(buffer, 0)
    expect(attached.polls(PARAMS)).toEqual([null, 'pairs[0].ready', null, null])
    expect(attached.suppliers(PARAMS)).toMatchObject({
      'pairs[1].changed': [3],
      'pairs[1].signal': [3],
      'pairs[1].ready': [2],
    })
  })

  it('shows the stall in broken variants and forbids it in fixed ones', () => {
    for (const variant of ['look-then-wait', 'notify-without-lock']) {
      expect(gradesOf(lostWakeup, variant)).toMatchObject({ 'slept-on': 'interesting' })
    }
    for (const variant of ['predicate-under-lock', 'semaphore']) {
      expect(gradesOf(lostWakeup, variant)).toEqual({
        'all-woken': 'acceptable',
        'slept-on': 'forbidden',
        'woken-early': 'forbidden',
      })
    }
  })
})
