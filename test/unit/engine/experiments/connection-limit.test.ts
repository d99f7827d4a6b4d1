import { describe, expect, it } from 'vitest'
import { connectionLimit, memory } from '../../../../src/engine/experiments/connection-limit/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = {
  workers: 4,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  connections: 2,
  serviceMicros: 1_000,
  requests: 5,
}

function judge(variant: string, most: readonly number[], operations = 20) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    for (const [worker, own] of most.entries()) words.witness.most.of(worker).store(own)
    for (const { servedNanos, waitedNanos } of words.clocks.first(4)) {
      servedNanos.value = 250_000
      waitedNanos.value = 500_000
    }
  }
  return judged(connectionLimit, memory, variant, PARAMS, write, [operations])
}

describe('connection-limit', () => {
  it.each([
    [[1, 2, 2, 1], 'within-limit'],
    [[1, 3, 2, 1], 'over-limit'],
  ])('with %j seen inside is %s', (most, outcome) => {
    expect(judge('semaphore', most).outcome).toBe(outcome)
  })

  it('measures by Little’s law', () => {
    // 20 requests in 1 ms of service in all: 50 µs each, so 2 connections allow 40 000 per second.
    expect(judge('semaphore', [1, 2, 2, 1]).measures).toMatchObject({
      allowed: 40_000,
      'in-use': 1,
      wait: 0.1,
      most: 2,
    })
    expect(judge('unlimited', [1, 2, 2, 1]).measures).not.toHaveProperty('allowed')
  })

  it('checks that all were served, and that the witness saw somebody', () => {
    expect(judge('semaphore', [1, 2, 2, 1], 19).failedChecks).toEqual(['all-served'])
    expect(judge('semaphore', [0, 0, 0, 0]).failedChecks).toEqual(['somebody-inside'])
  })

  it('shows too many connections where nothing holds them back, and forbids them with permits', () => {
    expect(gradesOf(connectionLimit, 'unlimited')).toMatchObject({ 'over-limit': 'interesting' })
    expect(gradesOf(connectionLimit, 'look-then-connect')).toMatchObject({ 'over-limit': 'interesting' })
    expect(gradesOf(connectionLimit, 'semaphore')).toMatchObject({ 'over-limit': 'forbidden' })
  })

  it('marks the limit on its axis where it can be exceeded', () => {
    expect(connectionLimit.axis(PARAMS)).toMatchObject({ floor: 1, ceiling: 4, marks: [{ value: 2 }] })
    expect(connectionLimit.axis({ ...PARAMS, connections: 4 })).toMatchObject({ marks: [] })
  })
})
