import { describe, expect, it } from 'vitest'
import { memory, raceAcrossAwait } from '../../../../src/engine/experiments/race-across-await/experiment.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = { workers: 1, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, tasks: 4, additions: 25, awaits: 1 }
const ALL = ['no-await-between', 'await-between', 'async-mutex']
const FIXED = ['no-await-between', 'async-mutex']

function trial(variant: string, total: number, operations = 100) {
  const fill = (buffer: SharedArrayBuffer): void => {
    memory.bind(buffer, 0).total.store(total)
  }
  return judged(raceAcrossAwait, variant, PARAMS, fill, { operations, perWorker: [operations] })
}

describe('race-across-await', () => {
  it.each(ALL)('grades what %s can come to', variant => {
    const lost = variant === 'await-between' ? 'interesting' : 'forbidden'
    expect(trial(variant, 100)).toMatchObject({ outcome: 'exact', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, 99)).toMatchObject({ outcome: 'lost', grade: lost })
    expect(trial(variant, 2)).toMatchObject({ outcome: 'lost', grade: lost })
    expect(trial(variant, 1)).toMatchObject({ outcome: 'impossible', grade: 'forbidden' })
    expect(trial(variant, 101)).toMatchObject({ outcome: 'impossible', grade: 'forbidden' })
    expect(trial(variant, 100, 99).failedChecks).toEqual(['operations-add-up'])
  })

  it.each([
    { ...PARAMS, awaits: 0 },
    { ...PARAMS, tasks: 1 },
  ])('has no row for a loss where nothing can come between', params => {
    const names = raceAcrossAwait.outcomes('await-between', params).map(({ name }) => name)
    expect(names).toEqual(['exact', 'impossible'])
  })

  it.each([1, 2, 3])('leaves exactly N of K x N additions, every time, with %d awaits between', async awaits => {
    for (const [tasks, additions] of [
      [2, 1],
      [4, 25],
      [50, 7],
    ] as const) {
      const { observed } = await inTurn(raceAcrossAwait, 'await-between', { ...PARAMS, tasks, additions, awaits }, [0])
      expect(observed).toEqual({ expected: tasks * additions, actual: additions })
    }
  })

  it.each([
    ...FIXED.flatMap(variant => [0, 1, 2, 3].map(awaits => ({ variant, awaits }))),
    { variant: 'await-between', awaits: 0 },
  ])('is exact under $variant with $awaits awaits', async ({ variant, awaits }) => {
    const { outcome, failedChecks } = await inTurn(raceAcrossAwait, variant, { ...PARAMS, awaits }, [0])
    expect({ outcome, failedChecks }).toEqual({ outcome: 'exact', failedChecks: [] })
  })

  it.each(ALL)('ends every task of %s when a stop is asked for in mid-run, and counts what was done', async variant => {
    const { observed, failedChecks } = await inTurn(raceAcrossAwait, variant, PARAMS, [0], context => {
      const setCompleted = context.setCompleted.bind(context)
      context.setCompleted = operations => {
        setCompleted(operations)
        context.stopped = operations >= 40
      }
    })
    expect(failedChecks).toEqual(['operations-add-up'])
    expect(observed['expected']).toBeGreaterThanOrEqual(40)
    expect(observed['expected']).toBeLessThan(50)
  })

  it('marks the floor, what is left when all take turns, and the ceiling', () => {
    expect(raceAcrossAwait.axis(PARAMS)?.marks.map(({ value }) => value)).toEqual([2, 25, 100])
    expect(raceAcrossAwait.axis({ ...PARAMS, tasks: 1 })?.marks.map(({ value }) => value)).toEqual([25])
  })

  it('says what was lost', () => {
    const story = { finished: 30, chances: {}, medians: { 'lost-share': 0.75 } }
    const headline = raceAcrossAwait.headline([
      { ...story, title: 'await between', counts: { lost: 30 } },
      { ...story, title: 'async mutex', counts: { exact: 30 } },
    ])
    expect(headline).toBe('Await between lost 75.0\u202f% of all additions in 30 of 30 trials. Async mutex lost none.')
  })
})
