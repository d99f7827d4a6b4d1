import { describe, expect, it } from 'vitest'
import { BusyWork } from '../../../../src/engine/experiments/kit/busy-work.ts'
import { lockZoo, memory } from '../../../../src/engine/experiments/lock-zoo/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { PARAMS } from '../../../helpers/records.ts'

const params = { ...PARAMS, duration: 100, hold: 1, think: 2 }

function judged(counter: number, operations = counter) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  words.counter.store(counter)
  words.passages.of(0).store(operations)
  const timing = { measuredMillis: 100, cpuMillis: 200, waits: 0 }
  return lockZoo.attach(buffer, 0).judge('mcs', params, { operations, perWorker: [operations, 0] }, timing)
}

describe('the outcome of a trial of lock-zoo', () => {
  it('is a collapse below a thirtieth of what one worker alone would do', () => {
    // 100 ms in passages of 4 µs are 25 000.
    expect(judged(25_000).outcome).toBe('exact')
    expect(judged(750).outcome).toBe('exact')
    expect(judged(749).outcome).toBe('collapsed')
    expect(judged(25_000, 25_001).outcome).toBe('lost')
  })

  it('measures who got in and what it burnt', () => {
    const { observed, measures } = judged(10_000)
    expect(observed).toMatchObject({ fairness: 0.5, starved: 1 })
    expect(measures).toMatchObject({ cost: 10_000, 'cpu-per-operation': 20_000 })
  })
})

describe('busy work', () => {
  it('does not go on without end when the clock stands still', () => {
    const work = new BusyWork(new FakeRoleContext(0))
    work.forMicros(1)
  })
})
