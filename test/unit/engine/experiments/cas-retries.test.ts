import { describe, expect, it } from 'vitest'
import { canWrap, casRetries, memory } from '../../../../src/engine/experiments/cas-retries/experiment.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  turns: 10,
  nodes: 4,
  tagBits: 24,
  amplifier: 'yield',
  spinNanos: 500,
}
const DONE = { operations: 20, perWorker: [10, 10] }
const ALL = ['untagged', 'tagged', 'mutex']
type Words = ReturnType<typeof memory.bind>

function trial(variant: string, change: (words: Words) => void = () => undefined, tagBits = 24, done = DONE) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.tagBits.store(variant === 'tagged' ? tagBits : 0)
    change(words)
  }
  return judged(casRetries, variant, { ...PARAMS, tagBits }, fill, done)
}

const double = (words: Words): void => {
  words.own.of(1).doubled.store(1)
}

describe('cas-retries', () => {
  it('has every variant', () => {
    expect(casRetries.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const corrupted = { outcome: 'corrupted', grade: variant === 'untagged' ? 'interesting' : 'forbidden' }
    expect(trial(variant)).toMatchObject({ outcome: 'exact', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, double)).toMatchObject(corrupted)
    expect(trial(variant, words => words.head.store(2))).toMatchObject({ ...corrupted, observed: { missing: 1 } })
  })

  it('counts each node of a stack that goes in a circle once', () => {
    const { observed } = trial('untagged', words => (words.next.items[2] = 1))
    expect(observed).toMatchObject({ nodes: 4, missing: 2 })
  })

  it('forbids a double owner with a tag that cannot come round, and allows it with one that can', () => {
    expect([canWrap(6, PARAMS), canWrap(7, PARAMS)]).toEqual([true, false])
    expect(trial('tagged', double, 6)).toMatchObject({ outcome: 'wrapped', grade: 'acceptable' })
    expect(trial('tagged', double, 7)).toMatchObject({ outcome: 'corrupted', grade: 'forbidden' })
  })

  it('knows the tag that ran, not the one that was asked for', () => {
    const { outcome } = trial('tagged', words => {
      double(words)
      words.tagBits.store(0)
    })
    expect(outcome).toBe('corrupted')
  })

  it('notices turns that were not made', () => {
    expect(trial('mutex', undefined, 24, { operations: 19, perWorker: [] }).failedChecks).toEqual(['operations-add-up'])
  })

  it.each(ALL)('keeps all nodes with %s when one worker comes after the other', async variant => {
    for (const amplifier of ['none', 'yield']) {
      const { outcome, failedChecks } = await inTurn(casRetries, variant, { ...PARAMS, amplifier }, [0, 1])
      expect({ outcome, failedChecks }).toEqual({ outcome: 'exact', failedChecks: [] })
    }
  })

  /** While the first worker is stopped between look and take: A and B are taken, A alone comes back, on top of C. */
  const bringBackTheTop = (context: { inTheGap: () => void }, buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    context.inTheGap = () => {
      const tags = words.head.load() >>> 8
      if (words.head.load() % 256 !== 1 || words.next.items[1] !== 2) return
      words.owners.items[2] = 1
      words.next.items[1] = 3
      const tagged = words.tagBits.load() > 0
      words.head.store(tagged ? ((tags + 3) << 8) | 1 : 1)
    }
  }

  it('takes a node that somebody holds when the top has gone and come back', async () => {
    const { outcome, observed } = await inTurn(casRetries, 'untagged', PARAMS, [0], bringBackTheTop)
    expect(outcome).toBe('corrupted')
    expect(observed['doubled']).toBeGreaterThan(0)
  })

  it('sees by the tag that it has gone and come back', async () => {
    const { observed } = await inTurn(casRetries, 'tagged', PARAMS, [0], bringBackTheTop)
    expect(observed).toMatchObject({ doubled: 0, retries: 1 })
  })

  it.each(ALL)('ends %s when a stop is asked for', async variant => {
    const { observed } = await inTurn(casRetries, variant, PARAMS, [0], context => (context.stopped = true))
    expect(observed).toMatchObject({ doubled: 0, missing: 0, retries: 0 })
  })
})
