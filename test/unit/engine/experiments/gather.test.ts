import { describe, expect, it } from 'vitest'
import { gather, memory } from '../../../../src/engine/experiments/gather/experiment.ts'
import type { Bound } from '../../../../src/engine/memory/layout.ts'
import { FakeLoop } from '../../../helpers/fake-loop.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = { workers: 3, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, waits: 2_000, waitMillis: 10 }

function trial(write: (words: Bound<typeof memory.fields>) => void, operations = PARAMS.waits) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.asked.store(PARAMS.waits)
    words.mostInFlight.store(PARAMS.waits)
    words.ended.items.fill(1, 0, PARAMS.waits)
    words.own.of(0).heldBytes.value = PARAMS.waits * 2_048
    write(words)
  }
  return judged(gather, 'event-loop', PARAMS, fill, { operations, perWorker: [operations, 0, 0] })
}

describe('gather', () => {
  it('is fine when every wait that was begun ended once', () => {
    expect(trial(() => undefined)).toMatchObject({ outcome: 'all-once', grade: 'acceptable', failedChecks: [] })
  })

  it.each([
    ['left behind', 0],
    ['ended twice', 2],
  ])('forbids that a wait was %s', (_what, times) => {
    const judgement = trial(({ ended }) => (ended.items[7] = times))
    expect(judgement).toMatchObject({ outcome: 'missed', grade: 'forbidden' })
  })

  it('notices waits that were not begun, not counted, or not there at the same time', () => {
    const fewer = trial(({ asked, ended }) => {
      asked.store(1_999)
      ended.items[1_999] = 0
    }, 1_999)
    expect(fewer.failedChecks).toContain('as-many-as-asked-for')
    expect(trial(() => undefined, 1_999).failedChecks).toEqual(['work-adds-up'])
    expect(trial(({ mostInFlight }) => mostInFlight.store(1_999)).failedChecks).toEqual(['all-at-once'])
  })

  it('weighs a wait, but not where there are too few, nor where more was collected than made', () => {
    expect(trial(() => undefined).measures['cost']).toBe(2)
    expect(trial(({ own }) => (own.of(0).heldBytes.value = -5)).measures).not.toHaveProperty('cost')
    const params = { ...PARAMS, waits: 100 }
    const few = judged(gather, 'event-loop', params, buffer => {
      const words = memory.bind(buffer, 0)
      words.asked.store(100)
      words.own.of(0).heldBytes.value = 1e6
    })
    expect(few.measures).not.toHaveProperty('cost')
  })

  it('says what each wait held', () => {
    const story = { finished: 10, counts: {}, chances: {} }
    const headline = gather.headline([
      { ...story, title: 'event loop', medians: { cost: 1.5, wall: 200, 'at-once': 10_000 } },
      { ...story, title: 'threads', medians: { cost: 16_384, wall: 100, 'at-once': 16 } },
      { ...story, title: 'threads', medians: {} },
    ])
    expect(headline).toBe(
      '10 000 waits at once on one thread: 1.50 KiB each; 16 waits at once on as many threads: 16.0 MiB each.',
    )
  })

  it('has all waits under way at once on one event loop, and books what they hold', async () => {
    const judgement = await inTurn(gather, 'event-loop', PARAMS, [0, 1, 2], context => {
      new FakeLoop().drive(context)
      const memories = [1_000, 1_000 + PARAMS.waits * 512]
      context.memory = () => ({ usedBytes: memories.shift() ?? 0, heldBytes: 0, processBytes: 7 })
    })
    expect(judgement).toMatchObject({ outcome: 'all-once', failedChecks: [] })
    expect(judgement.observed).toMatchObject({ once: 2_000, mostAtOnce: 2_000, processBytes: 7 })
    expect(judgement.measures['cost']).toBe(0.5)
  })
})
