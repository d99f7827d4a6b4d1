import { describe, expect, it } from 'vitest'
import { blockedLoop, memory } from '../../../../src/engine/experiments/blocked-loop/experiment.ts'
import type { Bound } from '../../../../src/engine/memory/layout.ts'
import { FakeLoop } from '../../../helpers/fake-loop.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'
import { gradesOf } from '../../../helpers/judging.ts'
import { present } from '../../../helpers/present.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  blockMillis: 40,
  chunkMillis: 5,
  periodMillis: 2,
}
const ALL = ['blocking', 'awaiting', 'chunked', 'worker']

type Words = Bound<typeof memory.fields>

/** Lags in milliseconds of a kernel's loop on a clock that only moves by what is done. */
async function looped(variant: string, params = PARAMS, meanwhile?: (loop: FakeLoop, words: Words) => void) {
  let buffer = new SharedArrayBuffer(0)
  const judgement = await inTurn(blockedLoop, variant, params, [0], (context, own) => {
    buffer = own
    const loop = new FakeLoop()
    loop.drive(context)
    meanwhile?.(loop, memory.bind(buffer, 0))
  })
  const lags = present(blockedLoop.attach(buffer, 0).lags(params)).map(({ lagNanos }) => lagNanos / 1e6)
  return { judgement, lags }
}

function trial(variant: string, write: (words: Words) => void, operations = 40) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.ticker.ticks.store(30)
    words.ticker.turns.store(10)
    words.own.of(0).pieces.store(40)
    words.mostInGap.store(40)
    words.blockNanos.value = 41e6
    words.ticker.mostLagNanos.value = 42e6
    write(words)
  }
  return judged(blockedLoop, variant, PARAMS, fill, { operations, perWorker: [operations, 0] })
}

describe('blocked-loop', () => {
  it('has a loop that stands still where it computes without a turn, and only there', () => {
    const grades = ALL.map(variant => gradesOf(blockedLoop, variant))
    expect(grades.map(grade => grade['stood-still'])).toEqual(['interesting', 'interesting', 'forbidden', 'forbidden'])
    expect(grades.map(grade => grade['kept-turning'])).toEqual(['forbidden', 'forbidden', 'acceptable', 'acceptable'])
  })

  it('says how late the latest tick came, variant by variant', () => {
    const story = { finished: 10, counts: {}, chances: {} }
    const headline = blockedLoop.headline([
      { ...story, title: 'blocking', medians: { 'lag-most': 101 } },
      { ...story, title: 'chunked', medians: { 'lag-most': 6.2 } },
      { ...story, title: 'worker', medians: {} },
    ])
    expect(headline).toBe(
      'The latest tick of a trial came 101 ms late under blocking and 6.20 ms under chunked (medians).',
    )
  })

  it('tells by what was computed between two ticks, not by the clock', () => {
    expect(trial('blocking', () => undefined)).toMatchObject({ outcome: 'stood-still', failedChecks: [] })
    const turning = trial('chunked', words => {
      words.mostInGap.store(39)
      words.ticker.mostLagNanos.value = 500e6
    })
    expect(turning).toMatchObject({ outcome: 'kept-turning', failedChecks: [] })
    expect(trial('worker', words => words.own.of(1).pieces.store(1)).outcome).toBe('computed-wrong')
  })

  it('checks that a loop which stood still was late by the block, and what was counted', () => {
    const early = trial('blocking', words => (words.ticker.mostLagNanos.value = 39.9e6))
    expect(early.failedChecks).toEqual(['late-by-the-block'])
    expect(trial('blocking', () => undefined, 39).failedChecks).toEqual(['work-adds-up'])
    expect(trial('blocking', words => words.ticker.turns.store(6)).failedChecks).toEqual(['ticks-came'])
  })

  it.each([
    // Its own turn is asked for when the block is over, or when its first chunk is.
    { variant: 'blocking', first: 41 },
    { variant: 'awaiting', first: 40 },
  ])('makes every tick that was due wait for the end of the block: $variant', async ({ variant, first }) => {
    const { judgement, lags } = await looped(variant)
    expect(judgement).toMatchObject({ outcome: 'stood-still' })
    expect(judgement.failedChecks).toEqual([])
    // A ramp: who was due when the block began waits for all of it, the last one for next to nothing.
    const ramp = lags.slice(3, 24)
    expect(ramp).toEqual(Array.from({ length: 21 }, (_, n) => first - 2 * n))
    expect([...lags.slice(0, 3), ...lags.slice(24)].every(lag => lag === 0)).toBe(true)
  })

  it('lets ticks in between chunks', async () => {
    const { judgement, lags } = await looped('chunked')
    expect(judgement).toMatchObject({ outcome: 'kept-turning', failedChecks: [] })
    expect(Math.max(...lags)).toBeLessThanOrEqual(2 * PARAMS.chunkMillis + 2)
  })

  it.each([
    [1, 1],
    [1, 10],
    [10, 1],
    [10, 10],
  ])('keeps turning with chunks of %d ms and a period of %d ms, with the shortest block', async (chunk, period) => {
    const params = { ...PARAMS, blockMillis: 30, chunkMillis: chunk, periodMillis: period }
    expect((await looped('chunked', params)).judgement.outcome).toBe('kept-turning')
    expect((await looped('blocking', params)).judgement.outcome).toBe('stood-still')
  })

  it('has no late tick where another thread computes', async () => {
    const { judgement, lags } = await looped('worker', PARAMS, (loop, { answered, own }) => {
      loop.after(47, () => {
        own.of(1).pieces.store(40)
        answered.store(1)
        Atomics.notify(answered.cell, 0)
      })
    })
    expect(judgement.outcome).toBe('kept-turning')
    expect(judgement.observed).toMatchObject({ onLoop: 0, elsewhere: 40 })
    // The tick of the turn in which the other thread was asked waits for the next turn.
    expect(lags.filter(lag => lag > 0)).toEqual([1])
    expect(lags.length).toBeGreaterThan(20)
  })
})
