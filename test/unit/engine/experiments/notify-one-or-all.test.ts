import { describe, expect, it } from 'vitest'
import { memory, notifyOneOrAll } from '../../../../src/engine/experiments/notify-one-or-all/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 3, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, visits: 4 }

function judge(calls: number, served: readonly [number, number], wrong = 0, operations = 16) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.calls.store(calls)
    words.customers.of(1).served.store(served[0])
    words.customers.of(2).served.store(served[1])
    words.customers.of(2).wrong.store(wrong)
    words.customers.of(1).inVain.store(4)
  }
  return judged(notifyOneOrAll, memory, 'notify-all', PARAMS, write, [operations])
}

describe('notify-one-or-all', () => {
  it.each([
    [8, [4, 4], 0, 'all-served'],
    [8, [4, 4], 1, null],
    [8, [4, 3], 0, null],
    [7, [4, 4], 0, null],
  ] as const)('with %d calls, visits %j and %d by the wrong number is %s', (calls, served, wrong, outcome) => {
    expect(judge(calls, served, wrong).outcome).toBe(outcome)
  })

  it('measures vain wake-ups per call, and checks the counts', () => {
    expect(judge(8, [4, 4]).measures).toMatchObject({ 'woken-in-vain': 0.5, throughput: 8_000 })
    expect(judge(8, [4, 4], 0, 15).failedChecks).toEqual(['operations-add-up'])
  })

  it('shows the swallowed signal with notify-one, and forbids it elsewhere', () => {
    expect(gradesOf(notifyOneOrAll, 'notify-one')).toMatchObject({ 'signal-swallowed': 'interesting' })
    expect(gradesOf(notifyOneOrAll, 'notify-all')).toMatchObject({ 'signal-swallowed': 'forbidden' })
    expect(gradesOf(notifyOneOrAll, 'own-condition')).toMatchObject({ 'signal-swallowed': 'forbidden' })
  })
})
