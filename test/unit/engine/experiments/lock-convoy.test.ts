import { describe, expect, it } from 'vitest'
import { lockConvoy, memory } from '../../../../src/engine/experiments/lock-convoy/experiment.ts'
import { PARAMS } from '../../../helpers/records.ts'

const params = { ...PARAMS, workers: 3, duration: 5, hold: 1, think: 1, nap: 1, napEvery: 5 }

interface Seen {
  readonly counted?: number
  readonly queued?: number
  readonly stoodBack?: number
}

function judged({ counted = 10, queued = 0, stoodBack = 0 }: Seen) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  words.counter.store(counted)
  words.own.of(0).passages.store(4)
  words.own.of(2).passages.store(6)
  words.own.of(2).queued.store(queued)
  words.own.of(1).stoodBack.store(stoodBack)
  const timing = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
  return lockConvoy.attach(buffer, 0).judge('hand-off', params, { operations: 12, perWorker: [4, 2, 6] }, timing)
}

describe('the outcome of a trial of lock-convoy', () => {
  it('is a convoy when more than half of the passages queued', () => {
    expect(judged({}).outcome).toBe('flowing')
    expect(judged({ queued: 5 }).outcome).toBe('flowing')
    expect(judged({ queued: 6 }).outcome).toBe('convoy')
  })

  it('is lost or inverted whatever the queue', () => {
    expect(judged({ queued: 6, counted: 9 }).outcome).toBe('lost')
    expect(judged({ queued: 6, stoodBack: 1 }).outcome).toBe('inverted')
  })

  it('counts passages, not the bursts of middle workers, as throughput', () => {
    expect(judged({}).measures['throughput']).toBe(10_000)
  })
})

describe('the grades of lock-convoy', () => {
  it('forbid inversion where priority is inherited', () => {
    const gradeOf = (variant: string) => lockConvoy.outcomes(variant).find(({ name }) => name === 'inverted')?.grade
    expect([gradeOf('inversion'), gradeOf('inheritance')]).toEqual(['interesting', 'forbidden'])
  })
})
