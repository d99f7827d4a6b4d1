import { describe, expect, it } from 'vitest'
import { heisenbug, LOG_LINES, memory } from '../../../../src/engine/experiments/heisenbug/experiment.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  additions: 10,
  lookNanos: 100,
  amplifier: 'none',
  spinNanos: 500,
}
const ALL = ['off', 'log', 'slow', 'step']

function trial(variant: string, total: number, operations = 20) {
  const fill = (buffer: SharedArrayBuffer): void => {
    memory.bind(buffer, 0).total.store(total)
  }
  return judged(heisenbug, variant, PARAMS, fill, { operations, perWorker: [operations] })
}

describe('heisenbug', () => {
  it('has every variant of the catalogue', () => {
    expect(heisenbug.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const lost = variant === 'step' ? 'forbidden' : 'interesting'
    expect(trial(variant, 20)).toMatchObject({ outcome: 'exact', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, 19)).toMatchObject({ outcome: 'lost', grade: lost })
    expect(trial(variant, 2)).toMatchObject({ outcome: 'lost', grade: lost })
    expect(trial(variant, 1)).toMatchObject({ outcome: 'below-floor', grade: 'forbidden' })
    expect(trial(variant, 21)).toMatchObject({ outcome: 'above-ceiling', grade: 'forbidden' })
  })

  it('measures the loss rate, and notices additions that were not made', () => {
    expect(trial('log', 15).measures).toMatchObject({ 'loss-rate': 0.25, lost: 5 })
    expect(trial('log', 15, 15).failedChecks).toEqual(['operations-add-up'])
  })

  it.each(ALL)('is exact under %s when one worker adds after the other', async variant => {
    const { outcome, failedChecks } = await inTurn(heisenbug, variant, PARAMS, [0, 1])
    expect({ outcome, failedChecks }).toEqual({ outcome: 'exact', failedChecks: [] })
  })

  it.each(['off', 'log', 'slow'])('has the same gap under %s: what others add in it is lost', async variant => {
    const params = { ...PARAMS, workers: 1, amplifier: 'yield', lookNanos: 0 }
    const judgement = await inTurn(heisenbug, variant, params, [0], (context, buffer) => {
      const { total } = memory.bind(buffer, 0)
      context.spin = () => undefined
      context.inTheGap = () => total.store(total.load() + 1)
    })
    expect(judgement.observed).toEqual({ expected: 10, actual: 10 })
  })

  it('writes a line per addition, in a circle', async () => {
    const buffers: SharedArrayBuffer[] = []
    const additions = LOG_LINES + 1
    await inTurn(heisenbug, 'log', { ...PARAMS, additions }, [0], (_context, buffer) => buffers.push(buffer))
    const words = memory.bind(buffers[0] ?? new SharedArrayBuffer(0), 0)
    expect(words.logged.load()).toBe(additions)
    expect([...words.log.items.subarray(0, 2)]).toEqual([additions, 2])
  })

  it.each(ALL)('ends %s when a stop is asked for', async variant => {
    const { observed } = await inTurn(heisenbug, variant, PARAMS, [0], context => (context.stopped = true))
    expect(observed['actual']).toBe(0)
  })

  it('says each loss rate in its headline', () => {
    const stories = [
      { title: 'unwatched', finished: 30, counts: { lost: 30 }, chances: { lost: 30 }, medians: { 'loss-rate': 0.25 } },
      { title: 'stepped', finished: 30, counts: { lost: 0 }, chances: { lost: 30 }, medians: { 'loss-rate': 0 } },
    ]
    expect(heisenbug.headline(stories)).toMatch(/unwatched 25.0.%, stepped 0.%/)
  })
})
