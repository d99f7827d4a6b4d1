import { describe, expect, it } from 'vitest'
import { brokenLock, memory } from '../../../../src/engine/experiments/broken-lock/experiment.ts'
import { PARAMS } from '../../../helpers/records.ts'

const params = { ...PARAMS, rounds: 5, amplifier: 'none', spinNanos: 1 }

function judged(counter: number, intrusions: number, perWorker: readonly [number, number] = [5, 5]) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  words.guarded.counter.store(counter)
  words.own.of(1).intrusions.store(intrusions)
  const operations = perWorker[0] + perWorker[1]
  const timing = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
  return brokenLock.attach(buffer, 0).judge('compare-exchange', params, { operations, perWorker }, timing)
}

describe('the outcome of a trial of broken-lock', () => {
  it('is alone only when neither witness saw two inside', () => {
    expect(judged(10, 0).outcome).toBe('alone')
    expect(judged(9, 0).outcome).toBe('both-inside')
    expect(judged(10, 1).outcome).toBe('both-inside')
    expect(judged(11, 0).outcome).toBeNull()
  })

  it('is the bug of the broken variants and must not be seen in the others', () => {
    const grades = brokenLock.variants.map(({ variant }) => [
      variant,
      brokenLock.outcomes(variant).find(({ name }) => name === 'both-inside')?.grade,
    ])
    expect(Object.fromEntries(grades)).toEqual({
      'check-then-set': 'interesting',
      'compare-exchange': 'forbidden',
      'peterson-plain': 'interesting',
      'peterson-atomic': 'forbidden',
    })
  })

  it('holds that both went in once per round', () => {
    expect(judged(9, 0, [5, 4]).failedChecks).toEqual(['all-passed'])
  })
})
